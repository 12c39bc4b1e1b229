import { isExpression, type Node } from '../expression/node.ts'
import { children } from '../expression/walk.ts'
import { type Authorization, authorize } from '../policy/authorize.ts'
import { isNobody } from '../policy/check.ts'
import type { AuthorizationRequest } from '../policy/fold-policies.ts'
import type { Policy } from '../policy/policy.ts'

const most = 1000

/** What the decision of some policies depends on, where that is nothing but the action and some values of the actor. */
interface Dependence {
  readonly actorPaths: readonly (readonly string[])[]
  readonly decided: Map<string, Authorization>
}

const templates = (node: Node): Extract<Node, { kind: 'template' }>[] => (node.kind === 'template' ? [node] : children(node).flatMap(templates))

/** undefined where a check of one's own takes part, which may look at anything, or a strict policy, which decides on the record's values. */
const dependenceOf = (policies: readonly Policy[]): Dependence | undefined => {
  const conditions = policies.flatMap(({ conditions: own, checks }) => [...own, ...checks.map(({ condition }) => condition)])
  if (policies.some(({ access }) => access === 'strict')) return undefined
  if (!conditions.every((condition) => typeof condition === 'boolean' || isExpression(condition))) return undefined
  const mentioned = conditions.flatMap((condition) => (isExpression(condition) ? templates(condition.node) : []))
  if (mentioned.some(({ source }) => source !== 'actor')) return undefined
  return { actorPaths: [...new Map(mentioned.map(({ path }) => [path.join('.'), path])).values()], decided: new Map() }
}

const dependences = new WeakMap<readonly Policy[], { readonly value: Dependence | undefined }>()
const dependence = (policies: readonly Policy[]): Dependence | undefined => {
  const known = dependences.get(policies) ?? { value: dependenceOf(policies) }
  dependences.set(policies, known)
  return known.value
}

const scalar = (value: unknown): string | undefined => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? JSON.stringify(value) : undefined
}

/** The actor's values that matter, as text; undefined where one is missing or is no scalar. */
const fingerprint = (actor: unknown, paths: Dependence['actorPaths']): string | undefined => {
  if (isNobody(actor)) return 'anonymous'
  let text = ''
  for (const path of paths) {
    let value: unknown = actor
    for (const name of path) value = value === null || value === undefined ? value : (value as Readonly<Record<string, unknown>>)[name]
    const part = scalar(value)
    if (part === undefined) return undefined
    text += `${part},`
  }
  return text
}

/**
 * The same as `authorize`, remembered for policies made of expressions over the record and the actor: the fold is then the same
 * for the same action and the same values of the actor, so only those are looked at again.
 */
export const rememberedAuthorization = (policies: readonly Policy[], request: AuthorizationRequest): Authorization => {
  const depends = dependence(policies)
  const values = depends && fingerprint(request.actor, depends.actorPaths)
  if (!depends || values === undefined) return authorize(policies, request)
  const key = `${request.kind} ${request.action} ${values}`
  const decided = depends.decided.get(key)
  if (decided) return decided
  const { known: _, ...independent } = request
  const authorization = authorize(policies, independent)
  if (depends.decided.size >= most) depends.decided.clear()
  depends.decided.set(key, authorization)
  return authorization
}
