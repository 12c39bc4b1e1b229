import { bind } from '../expression/bind.ts'
import { fillIn } from '../expression/fill-in.ts'
import { type Node, valueNode } from '../expression/node.ts'
import { simpleCall, simplify } from '../expression/simplify.ts'
import { type Bounds, bounds } from './bounds.ts'
import type { CheckRequest } from './check.ts'
import { conditionNode } from './condition.ts'
import type { Condition, Policy, PolicyScope } from './policy.ts'

export interface AuthorizationRequest extends CheckRequest {
  /** Attributes of the record as far as they are known: of the one a create makes, or of the stored one that was read. */
  readonly known?: Readonly<Record<string, unknown>>
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
  scope.on === 'always' || (scope.on === 'kind' ? scope.kinds.includes(kind) : scope.names.includes(action))

/** A condition under a policy, decided as far as the request can: bound, with the known filled in. */
export const decideCondition = (condition: Condition, { access }: Policy, request: AuthorizationRequest): Bounds => {
  const node = conditionNode(condition, request)
  const anonymous = (request.actor ?? null) === null
  const { sure, possible } = bounds(request.known ? fillIn(node, request.known) : node, {
    anonymous,
    recordless: access === 'strict' || request.kind === 'action',
  })
  const finish = (bound: Node) => simplify(bind(bound, request))
  const finished = finish(sure)
  return { sure: finished, possible: sure === possible ? finished : finish(possible) }
}

/** The policy's conditions, all of which must hold for it to apply. */
export const decideConditions = (policy: Policy, request: AuthorizationRequest): Bounds => {
  const decided = policy.conditions.map((condition) => decideCondition(condition, policy, request))
  return { sure: simpleCall('and', ...decided.map(({ sure }) => sure)), possible: simpleCall('and', ...decided.map(({ possible }) => possible)) }
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
  if (isLiteral(condition.possible, false)) return after
  const checks = decideChecks(policy, request)
  if (policy.kind === 'bypass') {
    const bypasses = simpleCall('and', condition.sure, checks)
    return { applies: simpleCall('or', bypasses, after.applies), passes: simpleCall('or', bypasses, after.passes) }
  }
  const passes = simpleCall('or', simpleCall('not', condition.possible), checks)
  return { applies: simpleCall('or', condition.sure, after.applies), passes: simpleCall('and', passes, after.passes) }
}

/** Whether a tree is this literal. */
export const isLiteral = (node: Node, value: boolean): boolean => node.kind === 'value' && node.value === value

/** The policies folded from last to first, as in Ash: a bypass that passes spares what follows it, one that fails counts for nothing, and every other policy that applies must pass. */
export const foldSteps = (policies: readonly Policy[], request: AuthorizationRequest): Fold =>
  policies.filter((policy) => inScope(policy.applies, request)).reduceRight<Fold>((after, policy) => step(after, policy, request), { applies: no, passes: yes })

/**
 * The policies as one condition on the record: never unknown, simplified, with the actor and all that the request knows filled in.
 * A literal true or false where no record needs to be asked. Forbidden where there are no policies or none applies.
 */
export const foldPolicies = (policies: readonly Policy[], request: AuthorizationRequest): Node => {
  const { applies, passes } = foldSteps(policies, request)
  return simpleCall('and', applies, passes)
}
