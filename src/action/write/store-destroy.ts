import { StaleRecord } from '../../error/stale-record.ts'
import type { Permission } from '../authorize.ts'
import { conjunction } from '../conjunction.ts'
import { type Key, keyFilter } from '../key.ts'
import type { ActionScope } from '../scope.ts'
import type { ChangesetValue } from './changeset-value.ts'
import { reachByKey, visible } from './find-record.ts'
import { writeFilter } from './store-update.ts'
import type { Written } from './written.ts'

/** Removes the record in one statement. */
export const storeDestroy = async (scope: ActionScope, changeset: ChangesetValue, key: Key, permission: Permission): Promise<Written> => {
  const { info, requirements } = changeset.state
  const where = writeFilter(scope, changeset)
  const filter = conjunction(keyFilter(info.resource, key), visible(scope, info), permission, where, ...requirements.map(({ node }) => node))!
  const [row] = await scope.connection.destroy({ resource: info.resource, filter })
  if (row) return { row, type: 'destroy', changed: [] }
  await reachByKey(scope, info, key, { permission, where, requirements })
  // Between the two another write let it be reached.
  throw new StaleRecord({ resource: info.resource.name, key })
}
