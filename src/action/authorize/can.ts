import { ForbiddenError } from '../../error/forbidden-error.ts'
import type { Node } from '../../expression/node.ts'
import { partialTruth } from '../../expression/simplify.ts'
import { someNode } from '../../expression/walk.ts'
import type { Later } from '../../policy/later.ts'
import { type ActionInfo, openAction } from '../contract/action-info.ts'
import type { AnyAction } from '../contract/action.ts'
import type { Change } from '../contract/changeset.ts'
import { type CastInput, castInput } from '../input/input-shape.ts'
import { keyFilter } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import { changingValues } from '../write/authorize-write.ts'
import { buildChangeset, wantsRecord } from '../write/build-changeset.ts'
import type { ChangesetValue } from '../write/changeset-value.ts'
import { findOne, reach, visible } from '../write/find-record.ts'
import { RelatedValues } from '../write/related-values.ts'
import { writeFilter } from '../write/store-update.ts'
import { identityFilter } from '../write/store-upsert.ts'
import { authorizeAction, type Permission } from './authorize.ts'
import { conjunction, leavesNothing } from './conjunction.ts'

const permissionOf = (
  scope: ActionScope,
  info: ActionInfo,
  request: Parameters<typeof authorizeAction>[2],
): { readonly permission: Permission } | undefined => {
  try {
    return { permission: authorizeAction(scope, info, request) }
  } catch (error) {
    if (ForbiddenError.isInstance(error)) return undefined
    throw error
  }
}

type Values = Readonly<Record<string, unknown>>

const isNamed = ({ kind, resource: { primaryKey } }: ActionInfo, key: Values) =>
  (kind === 'update' || kind === 'destroy') &&
  primaryKey.length > 0 &&
  primaryKey.every((name) => key[name] !== undefined)

const changesOf = ({ definition }: ActionInfo) =>
  (definition.changes ?? []) as readonly Change<unknown>[]
const withoutChanges = (info: ActionInfo): ActionInfo => ({
  ...info,
  definition: { ...info.definition, changes: [] },
})

/** What of the input may still be given. */
const notGiven = (info: ActionInfo, input: Values): Later => {
  const missing = (names: readonly string[]) =>
    new Set(names.filter((name) => input[name] === undefined))
  return { arguments: missing(Object.keys(info.arguments)), attributes: missing(info.accept) }
}

const asks = (node: Node, { arguments: values, attributes }: Later): boolean =>
  someNode(
    node,
    (at) =>
      (at.kind === 'template' && at.source === 'argument' && values.has(at.path[0] ?? '')) ||
      (at.kind === 'ref' && attributes.has(at.name)),
  )

interface Planned {
  readonly changeset: ChangesetValue
  /** What is not given yet, and what the action would make of it. */
  readonly later: Later
}

/**
 * The write as far as it is known: with what the action sets by itself; without its changes where
 * they need a record and there is none.
 */
const planned = (
  scope: ActionScope,
  info: ActionInfo,
  cast: CastInput,
  missing: Later,
  record?: Values,
): Planned => {
  const blind = wantsRecord(info) && !record
  const changeset = buildChangeset(scope, blind ? withoutChanges(info) : info, cast, record)
  if (missing.arguments.size + missing.attributes.size === 0) return { changeset, later: missing }
  const { expressions, evaluated, attributes, defaulted } = changeset.state
  const computed = Object.entries({ ...evaluated, ...expressions }).filter(([, node]) =>
    asks(node, missing),
  )
  const { attributes: before } = changesOf(info).length
    ? buildChangeset(scope, withoutChanges(info), cast, record)
    : changeset
  const changed = Object.keys(attributes).filter((name) => attributes[name] !== before[name])
  const open = [...missing.attributes].filter(
    (name) => defaulted.has(name) || !Object.hasOwn(attributes, name),
  )
  return {
    changeset,
    later: {
      arguments: missing.arguments,
      attributes: new Set([...open, ...computed.map(([name]) => name), ...changed]),
    },
  }
}

/** What of a new record is sure. */
const sure = ({ changeset: { attributes }, later }: Planned): Values =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !later.attributes.has(name)))

const requestOf = ({ changeset, later }: Planned) => ({
  arguments: changeset.arguments,
  changing: changingValues(changeset),
  later,
})

/** Whether what is known of a new record, and of what its keys lead to, leaves a chance. */
const mayBeCreated = async (
  scope: ActionScope,
  { resource: info }: ActionInfo,
  permission: Permission,
  values: Values,
): Promise<boolean> => {
  if (!permission) return true
  const remaining = partialTruth(permission, values)
  return (
    !leavesNothing(remaining) &&
    !leavesNothing(
      partialTruth(await new RelatedValues(scope, { info, values }).fillIn(remaining), values),
    )
  )
}

/**
 * Whether an upsert may change the record that it would find, if the identity is given and there is
 * one to see.
 */
const mayBeUpserted = async (
  scope: ActionScope,
  plan: Planned,
  facts: Values,
): Promise<boolean> => {
  const { changeset } = plan
  const { info } = changeset.state
  const { upsert } = info.definition
  if (!upsert) return true
  const decision = permissionOf(scope, info, { ...requestOf(plan), kind: 'update' })
  const identityNode = info.resource.identities
    .get(upsert.identity)
    ?.keys.every((name) => Object.hasOwn(facts, name))
    ? identityFilter(changeset)
    : undefined
  if (!decision || !decision.permission || !identityNode) return decision !== undefined
  return (
    (await reach(scope, { info, target: identityNode, permission: decision.permission })).at !==
    'forbidden'
  )
}

const canCreate = async (
  scope: ActionScope,
  info: ActionInfo,
  cast: CastInput,
  missing: Later,
): Promise<boolean> => {
  const plan = planned(scope, info, cast, missing)
  const facts = sure(plan)
  const decision = permissionOf(scope, info, { ...requestOf(plan), facts })
  return (
    decision !== undefined &&
    (await mayBeCreated(scope, info, decision.permission, facts)) &&
    mayBeUpserted(scope, plan, facts)
  )
}

const canChange = async (
  scope: ActionScope,
  info: ActionInfo,
  cast: CastInput,
  missing: Later,
): Promise<boolean> => {
  const hasKey = isNamed(info, cast.key)
  const key = keyFilter(info.resource, cast.key)
  const record =
    hasKey && wantsRecord(info)
      ? await findOne(scope, info, conjunction(key, visible(scope, info)))
      : undefined
  if (hasKey && wantsRecord(info) && !record) return false
  const plan = planned(scope, info, cast, missing, record)
  const decision = permissionOf(scope, info, requestOf(plan))
  if (!decision) return false
  if (!hasKey) return !leavesNothing(decision.permission)
  const aim = {
    info,
    target: key,
    permission: decision.permission,
    where: plan.later.arguments.size ? undefined : writeFilter(scope, plan.changeset),
  }
  return (await reach(scope, aim)).at === 'record'
}

/**
 * Whether the actor may run an action, as far as can be known: what only the data or further input
 * can decide counts as yes. A stored record that is named is looked at.
 */
export const can = async (
  scope: ActionScope,
  action: AnyAction,
  input: unknown,
): Promise<boolean> => {
  const info = openAction(scope.runtime, action)
  const values = (input ?? {}) as Values
  const cast = castInput(info, values)
  const later = notGiven(info, values)
  if (info.kind !== 'read' && info.kind !== 'action')
    return info.kind === 'create'
      ? canCreate(scope, info, cast, later)
      : canChange(scope, info, cast, later)
  const decision = permissionOf(scope, info, { arguments: cast.arguments, later })
  if (!decision?.permission) return decision !== undefined
  return info.kind === 'read' && !leavesNothing(decision.permission)
}
