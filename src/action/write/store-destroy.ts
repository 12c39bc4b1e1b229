import type { Permission } from '../authorize.ts'
import { conjunction } from '../conjunction.ts'
import { type Key, keyFilter } from '../key.ts'
import type { ActionScope } from '../scope.ts'
import type { ChangesetValue } from './changeset-value.ts'
import { explainMiss, visible } from './explain-miss.ts'
import { writeFilter } from './store-update.ts'
import type { Written } from './written.ts'

/** Removes the record in one statement. */
export const storeDestroy = async (scope: ActionScope, changeset: ChangesetValue, key: Key, permission: Permission): Promise<Written> => {
  const { info } = changeset.state
  const filter = conjunction(keyFilter(info.resource, key), writeFilter(scope, changeset), permission, visible(scope, info))!
  const [row] = await scope.connection.destroy({ resource: info.resource, filter })
  if (row) return { row, type: 'destroy', changed: [] }
  throw await explainMiss(scope, info, key, permission)
}
