import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { StaleRecordError } from '../../error/not-found.ts'
import type { Permission } from '../authorize/authorize.ts'
import { conjunction } from '../authorize/conjunction.ts'
import { type Key, keyFilter } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import type { Permit } from './authorize-write.ts'
import type { ChangesetValue } from './changeset-value.ts'
import { reachByKey, visible } from './find-record.ts'
import { storeCreate } from './store-create.ts'
import { storeUpdate, writeFilter } from './store-update.ts'
import { storeUpsert } from './store-upsert.ts'
import type { Written } from './written.ts'

/** Removes the record in one statement. */
const storeDestroy = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  key: Key,
  permission: Permission,
): Promise<Written> => {
  const { info, requirements } = changeset.state
  const where = writeFilter(scope, changeset)
  const filter = conjunction(
    keyFilter(info.resource, key),
    visible(scope, info),
    permission,
    where,
    ...requirements.map(({ node }) => node),
  )!
  const [row] = await scope.connection.destroy({ resource: info.resource, filter })
  if (row) return { row, type: 'destroy', changed: [] }
  await reachByKey(scope, info, key, { permission, where, requirements })
  // Between the two another write let it be reached.
  throw new StaleRecordError({ resource: info.resource.name, key })
}

/** The one step that touches the data. */
export const store = (
  scope: ActionScope,
  changeset: ChangesetValue,
  key: Key,
  permit: Permit,
): Promise<Written> => {
  const { info } = changeset.state
  const { permission } = permit
  switch (info.kind) {
    case 'create':
      return info.definition.upsert
        ? storeUpsert(scope, changeset, permit)
        : storeCreate(scope, changeset, permission)
    case 'update':
      return storeUpdate(scope, changeset, key, permission)
    case 'destroy':
      return storeDestroy(scope, changeset, key, permission)
    case 'read':
    case 'action':
      throw new AssumptionFailedError(`${info.label} is not a write.`)
    default:
      return info.kind satisfies never
  }
}
