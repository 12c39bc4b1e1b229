import type { DataRow } from '../../data-layer/data-layer.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { NotFound } from '../../error/not-found.ts'
import { StaleRecord } from '../../error/stale-record.ts'
import type { Node } from '../../expression/node.ts'
import type { ActionInfo } from '../action-info.ts'
import { authorizeRead, type Permission } from '../authorize.ts'
import { conjunction, leavesNothing } from '../conjunction.ts'
import { type Key, keyFilter } from '../key.ts'
import type { ActionScope } from '../scope.ts'

/** The record that a filter leaves, if any, with all attributes; locked where it is to be changed. */
export const findOne = async (scope: ActionScope, { resource }: ActionInfo, filter: Node | undefined, lock?: 'update'): Promise<DataRow | undefined> => {
  if (leavesNothing(filter)) return undefined
  const select = [...resource.attributes.keys()]
  const [row] = await scope.connection.read({
    resource,
    ...(filter ? { filter } : {}),
    sort: [],
    limit: 1,
    select,
    computed: {},
    loads: {},
    ...(lock ? { lock } : {}),
  })
  return row
}

/** What the actor's read policies leave, as a condition; a refusal to read at all is one that leaves nothing. No write finds a record that is hidden. */
export const visible = (scope: ActionScope, { resource }: ActionInfo): Node | undefined => {
  try {
    return authorizeRead(scope, resource)
  } catch (error) {
    if (error instanceof ForbiddenError) return { kind: 'value', value: false }
    throw error
  }
}

/** Why a write found no record: the actor cannot see it, may not change it, or it no longer fulfils the action's condition. */
export const explainMiss = async (scope: ActionScope, info: ActionInfo, key: Key, permission: Permission): Promise<Error> => {
  const { resource } = info
  const named = keyFilter(resource, key)
  if (!(await findOne(scope, info, conjunction(named, visible(scope, info))))) return new NotFound({ resource: resource.name, key })
  if (permission && !(await findOne(scope, info, conjunction(named, permission)))) return new ForbiddenError({ resource: resource.name, action: info.name })
  return new StaleRecord({ resource: resource.name, key })
}
