import { ForbiddenError } from '../error/forbidden-error.ts'
import type { Node } from '../expression/node.ts'
import { partial } from '../expression/simplify.ts'
import type { AnyAction } from './action.ts'
import { type ActionInfo, actionInfo } from './action-info.ts'
import { authorizeAction, type Permission } from './authorize.ts'
import { conjunction, leavesNothing } from './conjunction.ts'
import type { Change } from './change.ts'
import { type CastInput, castInput } from './input-shape.ts'
import { keyFilter } from './key.ts'
import type { ActionScope } from './scope.ts'
import { changing } from './write/authorize-write.ts'
import { buildChangeset } from './write/build-changeset.ts'
import type { ChangesetValue } from './write/changeset-value.ts'
import { findOne, visible } from './write/explain-miss.ts'

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

type Values = Readonly<Record<string, unknown>>

const isNamed = ({ kind, resource: { primaryKey } }: ActionInfo, key: Values) =>
  (kind === 'update' || kind === 'destroy') && primaryKey.length > 0 && primaryKey.every((name) => key[name] !== undefined)

const wantsRecord = ({ definition }: ActionInfo) => ((definition.changes ?? []) as readonly Change<unknown>[]).some((change) => change.requiresRecord)

/** The write as far as it is known: with what the action sets by itself; without its changes where they need a record and there is none. */
const planned = (scope: ActionScope, info: ActionInfo, cast: CastInput, record: Values | undefined): ChangesetValue => {
  const blind = wantsRecord(info) && info.kind !== 'create' && !record
  return buildChangeset(scope, blind ? { ...info, definition: { ...info.definition, changes: [] } } : info, cast, record)
}

/** What of a new record is sure: given or set, or the default of what no caller may give. */
const sure = ({ attributes, state: { defaulted, info } }: ChangesetValue): Values =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !defaulted.has(name) || !info.accept.includes(name)))

const canWrite = async (scope: ActionScope, info: ActionInfo, cast: CastInput): Promise<boolean> => {
  const stored = (filter?: Node) => findOne(scope, info, conjunction(keyFilter(info.resource, cast.key), filter, visible(scope, info)))
  const named = isNamed(info, cast.key)
  const record = named && wantsRecord(info) ? await stored() : undefined
  const changeset = planned(scope, info, cast, record)
  const creates = info.kind === 'create'
  const known = creates ? sure(changeset) : {}
  const request = { arguments: cast.arguments, changing: changing(changeset) }
  const found = permissionOf(scope, info, creates ? { ...request, known } : request)
  if (!found || (info.definition.upsert && !permissionOf(scope, info, { ...request, kind: 'update' }))) return false
  if (named) return (await stored(found.permission)) !== undefined
  return !leavesNothing(found.permission && partial(found.permission, known))
}

/** Whether the actor may run an action: what only the data can tell counts as yes, unless the input names a stored record, which is then looked at. */
export const can = async (scope: ActionScope, action: AnyAction, input: unknown): Promise<boolean> => {
  const info = actionInfo(action)
  const cast = castInput(info, input ?? {})
  if (info.kind !== 'read' && info.kind !== 'action') return canWrite(scope, info, cast)
  const found = permissionOf(scope, info, { arguments: cast.arguments })
  if (!found?.permission) return found !== undefined
  return info.kind === 'read' && !leavesNothing(found.permission)
}
