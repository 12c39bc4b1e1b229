import { ForbiddenError } from '../../error/forbidden-error.ts'
import { bind } from '../../expression/bind.ts'
import { isExpression, type Node, refNode } from '../../expression/node.ts'
import { children, mapChildren } from '../../expression/walk.ts'
import { type Authorization, authorize } from '../../policy/authorize.ts'
import { isNobody } from '../../policy/check.ts'
import { explain } from '../../policy/explain.ts'
import type { AuthorizationRequest } from '../../policy/fold-policies.ts'
import type { Later } from '../../policy/later.ts'
import type { Policy } from '../../policy/policy.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { lazyObject, perObject } from '../../text/lazy.ts'
import { type ActionInfo, primaryRead } from '../contract/action-info.ts'
import type { ActionKind } from '../contract/action.ts'
import { keepDecision } from '../session/action-log.ts'
import { type ActionScope, ambient } from '../session/scope.ts'
import { bindingsOf } from './conjunction.ts'

/**
 * `author.id` as `authorId`: the key of what a record belongs to is the record's own attribute, so
 * no other record is needed to know it. Holds for what is stored, where a key always names a
 * record.
 */
export const localKeys = (info: ResourceInfo, node: Node): Node => {
  if (node.kind === 'exists' || node.kind === 'aggregate') return node
  if (node.kind !== 'ref' || node.path.length !== 1)
    return mapChildren(node, (child) => localKeys(info, child))
  const relationship = info.relationships.get(node.path[0]!)
  const own =
    relationship?.kind === 'belongsTo' &&
    !relationship.filter &&
    relationship.destinationAttribute === node.name
  return own ? refNode([], relationship.sourceAttribute, node.origin) : node
}

const localTrees = new WeakMap<Node, Node>()
/** The same for a tree that comes again and again. */
const rememberedKeys = (info: ResourceInfo, node: Node): Node => {
  const local = localTrees.get(node) ?? localKeys(info, node)
  localTrees.set(node, local)
  return local
}

const most = 1000

/**
 * What the decision of some policies depends on, where that is nothing but the action and some
 * values of the actor.
 */
interface Dependence {
  readonly actorPaths: readonly (readonly string[])[]
  readonly decided: Map<string, Authorization>
}

const templates = (node: Node): Extract<Node, { kind: 'template' }>[] =>
  node.kind === 'template' ? [node] : children(node).flatMap(templates)

/**
 * Undefined if a custom check takes part, which may look at anything, or a strict policy, which
 * decides on the record's values.
 */
const dependenceOf = (policies: readonly Policy[]): Dependence | undefined => {
  const conditions = policies.flatMap(({ conditions: own, checks }) => [
    ...own,
    ...checks.map(({ condition }) => condition),
  ])
  if (policies.some(({ access }) => access === 'strict')) return undefined
  if (!conditions.every((condition) => typeof condition === 'boolean' || isExpression(condition)))
    return undefined
  const mentioned = conditions.flatMap((condition) =>
    isExpression(condition) ? templates(condition.node) : [],
  )
  if (mentioned.some(({ source }) => source !== 'actor')) return undefined
  return {
    actorPaths: [...new Map(mentioned.map(({ path }) => [path.join('.'), path])).values()],
    decided: new Map(),
  }
}

const dependence = perObject(dependenceOf)

const scalar = (value: unknown): string | undefined => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  return typeof value === 'string' ? JSON.stringify(value) : undefined
}

/** The actor's values that matter, as text; undefined if one is missing or is not a scalar. */
const fingerprint = (actor: unknown, paths: Dependence['actorPaths']): string | undefined => {
  if (isNobody(actor)) return 'anonymous'
  let text = ''
  for (const path of paths) {
    let value: unknown = actor
    for (const name of path)
      value =
        value === null || value === undefined
          ? value
          : (value as Readonly<Record<string, unknown>>)[name]
    const part = scalar(value)
    if (part === undefined) return undefined
    text += `${part},`
  }
  return text
}

/**
 * The same as `authorize`, remembered for policies made of expressions over the record and the
 * actor: the fold is then the same for the same action and the same values of the actor, so only
 * those are looked at again.
 */
export const rememberedAuthorization = (
  policies: readonly Policy[],
  request: AuthorizationRequest,
): Authorization => {
  const depends = dependence(policies)
  const values = depends && fingerprint(request.actor, depends.actorPaths)
  if (!depends || values === undefined) return authorize(policies, request)
  const key = `${request.kind} ${request.action} ${values}`
  const decided = depends.decided.get(key)
  if (decided) return decided
  const { facts: _, ...independent } = request
  const authorization = authorize(policies, independent)
  if (depends.decided.size >= most) depends.decided.clear()
  depends.decided.set(key, authorization)
  return authorization
}

type Values = Readonly<Record<string, unknown>>
export interface AuthorizationInput {
  readonly arguments?: Values
  /** The attributes a write sets. */
  readonly changing?: Values
  /** Attributes of the record as far as they are known before it is written. */
  readonly facts?: Values
  /** Input that may still be given. */
  readonly later?: Later
  /** For the update branch of an upsert. */
  readonly kind?: ActionKind
}
/** What the policies leave of the data: undefined is everything. */
export type Permission = Node | undefined

/** Where the session has a clock of its own, policies go by it too. */
const atTime = (scope: ActionScope, filter: Node): Node => {
  const bindings = bindingsOf(scope)
  return bindings.now ? bind(filter, bindings) : filter
}

/**
 * The actor's permission to run an action, as a condition on the record; throws `ForbiddenError`
 * where there is none whatever the record.
 */
export const authorizeAction = (
  scope: ActionScope,
  info: ActionInfo,
  request: AuthorizationInput = {},
): Permission => {
  if (scope.system) return undefined
  const policies = scope.runtime.policiesOf(info.resource)
  if (!policies) return undefined
  const { actor, tenant } = scope
  const { arguments: values = {}, changing = {}, kind = info.kind, facts, later } = request
  const about = {
    action: info.name,
    kind,
    resource: info.resource.name,
    of: info.resource,
    arguments: values,
    changing,
  }
  const question = {
    actor,
    tenant,
    context: ambient(scope),
    ...about,
    ...(facts ? { facts } : {}),
    ...(later ? { later } : {}),
  }
  const authorization = rememberedAuthorization(policies, question)
  if (authorization.decision === 'authorized') return undefined
  if (scope.runtime.development && authorization.decision === 'filter')
    keepDecision({
      info,
      permission: authorization.filter,
      explain: () => explain(policies, question),
    })
  if (authorization.decision === 'filter')
    return atTime(scope, rememberedKeys(info.resource, authorization.filter))
  throw new ForbiddenError({
    resource: info.resource.name,
    action: info.name,
    reason: authorization.reason,
    report: lazyObject({ explanation: () => explain(policies, question) }),
  })
}

/** What the actor may read of a resource through its primary read action. */
export const authorizeRead = (scope: ActionScope, resource: ResourceInfo): Permission =>
  authorizeAction(scope, primaryRead(resource))
