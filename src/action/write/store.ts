import { AssumptionFailed } from '../../error/assumption-failed.ts'
import type { Key } from '../key.ts'
import type { ActionScope } from '../scope.ts'
import type { Permit } from './authorize-write.ts'
import type { ChangesetValue } from './changeset-value.ts'
import { storeCreate } from './store-create.ts'
import { storeDestroy } from './store-destroy.ts'
import { storeUpdate } from './store-update.ts'
import { storeUpsert } from './store-upsert.ts'
import type { Written } from './written.ts'

/** The one step that touches the data. */
export const store = (scope: ActionScope, changeset: ChangesetValue, key: Key, permit: Permit): Promise<Written> => {
  const { info } = changeset.state
  const { permission } = permit
  switch (info.kind) {
    case 'create':
      return info.definition.upsert ? storeUpsert(scope, changeset, permit) : storeCreate(scope, changeset, permission)
    case 'update':
      return storeUpdate(scope, changeset, key, permission)
    case 'destroy':
      return storeDestroy(scope, changeset, key, permission)
    case 'read':
    case 'action':
      throw new AssumptionFailed(`${info.label} is not a write.`)
    default:
      return info.kind satisfies never
  }
}
