import { bind, type Bindings, fillIn } from '../expression/bind.ts'
import { type Node, valueNode } from '../expression/node.ts'
import { simpleCall, simplify } from '../expression/simplify.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { typedCondition } from '../resource/typed-operands.ts'
import { type TruthBounds, bounds } from './bounds.ts'
import { type CheckRequest, isNobody } from './check.ts'
import { checkNode } from './condition.ts'
import { asksLater, favorable, givenNode, type Later } from './later.ts'
import type { Condition, Policy, PolicyScope } from './policy.ts'

export interface AuthorizationRequest extends CheckRequest {
  /**
   * The resource that the policies are of. Without it, values are not read by the types of what
   * they are compared with.
   */
  readonly of?: ResourceInfo
  /** Input that may still be given, so that what depends on it is decided in favor of the actor. */
  readonly later?: Later
  /**
   * Attributes of the record as far as they are known: of the one a create makes, or of the stored
   * one that was read.
   */
  readonly facts?: Readonly<Record<string, unknown>>
  /** The time that `now` means. Default: the data layer's. */
  readonly now?: Date
}
/** What the policies come to: two-valued conditions on the record. */
export interface Fold {
  /** Whether a policy applies at all; without one it is forbidden. */
  readonly applies: Node
  /** Whether all that apply are passed. */
  readonly passes: Node
}

/** Whether a policy is about this action. */
export const inScope = (scope: PolicyScope, { action, kind }: CheckRequest): boolean =>
  scope.on === 'always' ||
  (scope.on === 'kind' ? scope.kinds.includes(kind) : scope.names.includes(action))

const bindingsOf = ({ actor, arguments: values, tenant, now }: AuthorizationRequest): Bindings => ({
  actor,
  arguments: values,
  tenant,
  ...(now ? { now } : {}),
})

/**
 * The condition with the request's values in it, read by the types that they are compared with. For
 * an anonymous caller, mentions of the actor stay to be judged.
 */
const filledCondition = (node: Node, request: AuthorizationRequest): Node => {
  const bound = bind(
    node,
    bindingsOf(request),
    ({ source }) => source === 'actor' && isNobody(request.actor),
  )
  const typed = request.of ? typedCondition(request.of, bound) : bound
  return request.facts ? fillIn(typed, request.facts) : typed
}

/**
 * A condition under a policy, decided as far as the request can: bound, with the known filled in.
 */
export const decideCondition = (
  condition: Condition,
  { access }: Policy,
  request: AuthorizationRequest,
): TruthBounds => {
  const { later, of } = request
  const node = later ? givenNode(condition, request, later) : checkNode(condition, request, of)
  if (!node) return favorable
  const gap = {
    anonymous: isNobody(request.actor),
    recordless: access === 'strict' || request.kind === 'action',
  }
  const filled = filledCondition(node, request)
  // Of a stored record, what is not given yet is another value than the one that a policy asks for.
  if (later && request.kind === 'create' && gap.recordless && asksLater(filled, later))
    return favorable
  const { sure, possible } = bounds(filled, gap)
  const finish = (bound: Node) => simplify(gap.anonymous ? bind(bound, bindingsOf(request)) : bound)
  const finished = finish(sure)
  return { sure: finished, possible: sure === possible ? finished : finish(possible) }
}

/** The policy's conditions, all of which must hold for it to apply. */
export const decideConditions = (policy: Policy, request: AuthorizationRequest): TruthBounds => {
  const decided = policy.conditions.map((condition) => decideCondition(condition, policy, request))
  return {
    sure: simpleCall('and', ...decided.map(({ sure }) => sure)),
    possible: simpleCall('and', ...decided.map(({ possible }) => possible)),
  }
}

/** The policy's checks in order: the first decisive one wins, and running off the end forbids. */
export const decideChecks = (policy: Policy, request: AuthorizationRequest): Node =>
  policy.checks.reduceRight<Node>((rest, { effect, condition }) => {
    const { sure, possible } = decideCondition(condition, policy, request)
    switch (effect) {
      case 'authorizeIf':
        return simpleCall('or', sure, rest)
      case 'authorizeUnless':
        return simpleCall('or', simpleCall('not', possible), rest)
      case 'forbidIf':
        return simpleCall('and', simpleCall('not', possible), rest)
      case 'forbidUnless':
        return simpleCall('and', sure, rest)
      default:
        return effect satisfies never
    }
  }, no)

const no = valueNode(false)
const yes = valueNode(true)

const step = (after: Fold, policy: Policy, request: AuthorizationRequest): Fold => {
  const condition = decideConditions(policy, request)
  // A condition on what is not given yet may come not to hold, and may come to.
  if (isLiteral(condition.possible, false) && isLiteral(condition.sure, false)) return after
  const checks = decideChecks(policy, request)
  if (policy.kind === 'bypass') {
    const bypasses = simpleCall('and', condition.sure, checks)
    return {
      applies: simpleCall('or', bypasses, after.applies),
      passes: simpleCall('or', bypasses, after.passes),
    }
  }
  const passes = simpleCall('or', simpleCall('not', condition.possible), checks)
  return {
    applies: simpleCall('or', condition.sure, after.applies),
    passes: simpleCall('and', passes, after.passes),
  }
}

/** Whether a tree is this literal. */
export const isLiteral = (node: Node, value: boolean): boolean =>
  node.kind === 'value' && node.value === value

/**
 * The policies folded from last to first, as in Ash: a bypass that passes skips what follows it,
 * one that fails is ignored, and every other policy that applies must pass.
 */
export const foldSteps = (policies: readonly Policy[], request: AuthorizationRequest): Fold =>
  policies
    .filter((policy) => inScope(policy.applies, request))
    .reduceRight<Fold>((after, policy) => step(after, policy, request), {
      applies: no,
      passes: yes,
    })

/**
 * The policies as one condition on the record: never unknown, simplified, with the actor and all
 * that the request knows filled in. A literal true or false where no record needs to be asked.
 * Forbidden where there are no policies or none applies.
 */
export const foldPolicies = (policies: readonly Policy[], request: AuthorizationRequest): Node => {
  const { applies, passes } = foldSteps(policies, request)
  return simpleCall('and', applies, passes)
}
