import { ForbiddenError } from '../../error/forbidden-error.ts'
import type { ActionScope } from '../session/scope.ts'
import { assertCreatable, type Permit } from './authorize-write.ts'
import { reach, reachByKey } from './find-record.ts'
import { writeFilter } from './store-update.ts'
import { identityFilter } from './store-upsert.ts'

/**
 * Asks the data what the policies left to it, before any hook runs: a hook never runs for somebody
 * who may not, nor on a record that is hidden or missing. The write asks again, in its own
 * statement.
 */
export const admit = async (
  scope: ActionScope,
  { changeset, permission, update }: Permit,
): Promise<void> => {
  const { info, key = {}, requirements } = changeset.state
  if (info.kind !== 'create') {
    await reachByKey(scope, info, key, {
      permission,
      where: writeFilter(scope, changeset),
      requirements,
    })
    return
  }
  await assertCreatable(scope, changeset, permission, 'built')
  const target = info.definition.upsert && identityFilter(changeset)
  if (!target) return
  const { at } = await reach(scope, { info, target, permission: update })
  if (at === 'forbidden')
    throw new ForbiddenError({ resource: info.resource.name, action: info.name })
}
