import { ForbiddenError } from '../error/forbidden-error.ts'
import { partial } from '../expression/simplify.ts'
import type { AnyAction } from './action.ts'
import { type ActionInfo, actionInfo } from './action-info.ts'
import { authorizeAction, type Permission } from './authorize.ts'
import { inOrder, leavesNothing } from './conjunction.ts'
import type { Change } from './change.ts'
import { type CastInput, castInput } from './input-shape.ts'
import { keyFilter } from './key.ts'
import type { ActionScope } from './scope.ts'
import { changing } from './write/authorize-write.ts'
import { buildChangeset } from './write/build-changeset.ts'
import type { ChangesetValue } from './write/changeset-value.ts'
import { findOne, reach, visible } from './write/find-record.ts'
import { RelatedValues } from './write/related-values.ts'
import { writeFilter } from './write/store-update.ts'
import { identityFilter } from './write/store-upsert.ts'

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

/** Whether what is known of a new record, and of what its keys lead to, leaves a chance. */
const mayBeCreated = async (scope: ActionScope, { resource }: ActionInfo, permission: Permission, known: Values): Promise<boolean> => {
  if (!permission) return true
  const left = partial(permission, known)
  return !leavesNothing(left) && !leavesNothing(partial(await new RelatedValues(scope, resource, known).fillIn(left), known))
}

/** Whether an upsert may change the record that it would find, if the identity is given and there is one to see. */
const mayBeUpserted = async (scope: ActionScope, changeset: ChangesetValue, known: Values): Promise<boolean> => {
  const { info } = changeset.state
  const { upsert } = info.definition
  if (!upsert) return true
  const found = permissionOf(scope, info, { arguments: changeset.arguments, changing: changing(changeset), kind: 'update' })
  const named = info.resource.identities.get(upsert.identity)?.keys.every((name) => Object.hasOwn(known, name)) ? identityFilter(changeset) : undefined
  if (!found || !found.permission || !named) return found !== undefined
  return (await reach(scope, { info, named, permission: found.permission })).at !== 'forbidden'
}

const canCreate = async (scope: ActionScope, info: ActionInfo, cast: CastInput): Promise<boolean> => {
  const changeset = planned(scope, info, cast, undefined)
  const known = sure(changeset)
  const found = permissionOf(scope, info, { arguments: cast.arguments, changing: changing(changeset), known })
  return found !== undefined && (await mayBeCreated(scope, info, found.permission, known)) && mayBeUpserted(scope, changeset, known)
}

const canChange = async (scope: ActionScope, info: ActionInfo, cast: CastInput): Promise<boolean> => {
  const named = isNamed(info, cast.key)
  const key = keyFilter(info.resource, cast.key)
  const record = named && wantsRecord(info) ? await findOne(scope, info, inOrder(key, visible(scope, info))) : undefined
  if (named && wantsRecord(info) && !record) return false
  const changeset = planned(scope, info, cast, record)
  const found = permissionOf(scope, info, { arguments: cast.arguments, changing: changing(changeset) })
  if (!found) return false
  if (!named) return !leavesNothing(found.permission)
  const aim = { info, named: key, permission: found.permission, where: writeFilter(scope, changeset) }
  return (await reach(scope, aim)).at === 'record'
}

/** Whether the actor may run an action: what only the data can tell counts as yes, unless the input names a stored record, which is then looked at. */
export const can = async (scope: ActionScope, action: AnyAction, input: unknown): Promise<boolean> => {
  const info = actionInfo(action)
  const cast = castInput(info, input ?? {})
  if (info.kind !== 'read' && info.kind !== 'action') return info.kind === 'create' ? canCreate(scope, info, cast) : canChange(scope, info, cast)
  const found = permissionOf(scope, info, { arguments: cast.arguments })
  if (!found?.permission) return found !== undefined
  return info.kind === 'read' && !leavesNothing(found.permission)
}
