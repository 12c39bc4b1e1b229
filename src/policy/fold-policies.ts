import { bind } from '../expression/bind.ts'
import { fillIn } from '../expression/fill-in.ts'
import { call, type Node, valueNode } from '../expression/node.ts'
import { simplify } from '../expression/simplify.ts'
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
  return { sure: simplify(call('and', ...decided.map(({ sure }) => sure))), possible: simplify(call('and', ...decided.map(({ possible }) => possible))) }
}

/** The policy's checks in order: the first decisive one wins, and running off the end forbids. */
export const decideChecks = (policy: Policy, request: AuthorizationRequest): Node => {
  const folded = policy.checks.reduceRight<Node>((rest, { effect, condition }) => {
    const { sure, possible } = decideCondition(condition, policy, request)
    switch (effect) {
      case 'authorizeIf':
        return call('or', sure, rest)
      case 'authorizeUnless':
        return call('or', call('not', possible), rest)
      case 'forbidIf':
        return call('and', call('not', possible), rest)
      case 'forbidUnless':
        return call('and', sure, rest)
      default:
        return effect satisfies never
    }
  }, valueNode(false))
  return simplify(folded)
}

const step = (after: Fold, policy: Policy, request: AuthorizationRequest): Fold => {
  const condition = decideConditions(policy, request)
  const checks = decideChecks(policy, request)
  if (policy.kind === 'bypass') {
    const bypasses = call('and', condition.sure, checks)
    return { applies: call('or', bypasses, after.applies), passes: call('or', bypasses, after.passes) }
  }
  return { applies: call('or', condition.sure, after.applies), passes: call('and', call('or', call('not', condition.possible), checks), after.passes) }
}

/** The policies folded from last to first, as in Ash: a bypass that passes spares what follows it, one that fails counts for nothing, and every other policy that applies must pass. */
export const foldSteps = (policies: readonly Policy[], request: AuthorizationRequest): Fold => {
  const { applies, passes } = policies
    .filter((policy) => inScope(policy.applies, request))
    .reduceRight<Fold>((after, policy) => step(after, policy, request), { applies: valueNode(false), passes: valueNode(true) })
  return { applies: simplify(applies), passes: simplify(passes) }
}

/**
 * The policies as one condition on the record: never unknown, simplified, with the actor and all that the request knows filled in.
 * A literal true or false where no record needs to be asked. Forbidden where there are no policies or none applies.
 */
export const foldPolicies = (policies: readonly Policy[], request: AuthorizationRequest): Node => {
  const { applies, passes } = foldSteps(policies, request)
  return simplify(call('and', applies, passes))
}
