import { ForbiddenError } from '../error/forbidden-error.ts'
import type { Node } from '../expression/node.ts'
import { partial } from '../expression/simplify.ts'
import type { AnyAction } from './action.ts'
import { type ActionInfo, actionInfo } from './action-info.ts'
import { authorizeAction, type Permission } from './authorize.ts'
import { conjunction, leavesNothing } from './conjunction.ts'
import { castInput } from './input-shape.ts'
import { keyFilter } from './key.ts'
import type { ActionScope } from './scope.ts'
import { findOne } from './write/explain-miss.ts'

const permissionOf = (
  scope: ActionScope,
  info: ActionInfo,
  request: Parameters<typeof authorizeAction>[2],
): { readonly permission: Permission } | undefined => {
  try {
    return { permission: authorizeAction(scope, info, request) }
  } catch (error) {
    if (error instanceof ForbiddenError) return undefined
    throw error
  }
}

/** Whether the actor may run an action: what only the data can tell counts as yes, unless the input names a stored record, which is then looked at. */
export const can = async (scope: ActionScope, action: AnyAction, input: unknown): Promise<boolean> => {
  const info = actionInfo(action)
  const { attributes, arguments: values, key } = castInput(info, input ?? {})
  const creates = info.kind === 'create'
  const found = permissionOf(scope, info, { arguments: values, changing: attributes, ...(creates ? { known: attributes } : {}) })
  if (!found) return false
  if (!found.permission) return true
  if (info.kind === 'action') return false
  if (creates) return !leavesNothing(partial(found.permission, attributes))
  const { resource } = info
  const named = resource.primaryKey.length > 0 && resource.primaryKey.every((name) => key[name] !== undefined)
  return named && (info.kind === 'update' || info.kind === 'destroy')
    ? exists(scope, info, conjunction(keyFilter(resource, key), found.permission))
    : !leavesNothing(found.permission)
}

const exists = async (scope: ActionScope, info: ActionInfo, filter: Node | undefined): Promise<boolean> => (await findOne(scope, info, filter)) !== undefined
