import type { Node } from '../expression/node.ts'
import { type Authorization, authorize } from './authorize.ts'
import { isNobody } from './check.ts'
import { conditionWords } from './condition.ts'
import {
  type AuthorizationRequest,
  decideChecks,
  decideCondition,
  decideConditions,
  inScope,
} from './fold-policies.ts'
import type { Condition, Effect, Policy } from './policy.ts'

/** true, false, or undefined where it depends on the record. */
export type PolicyVerdict = boolean | undefined

export interface CheckExplanation {
  readonly effect: Effect
  readonly condition: string
  readonly verdict: PolicyVerdict
}
export interface PolicyExplanation {
  readonly kind: Policy['kind']
  readonly description: string
  readonly strict: boolean
  /** Whether it is about this action and its conditions hold. */
  readonly applies: PolicyVerdict
  readonly conditions: readonly { readonly condition: string; readonly verdict: PolicyVerdict }[]
  /** Empty where it does not apply. */
  readonly checks: readonly CheckExplanation[]
  /** What its checks come to. */
  readonly passes: PolicyVerdict
}
/**
 * How the policies of a resource came to their decision. For the developer: it names policies and
 * values.
 */
export interface Explanation {
  readonly resource: string
  readonly action: string
  readonly anonymous: boolean
  readonly authorization: Authorization
  readonly policies: readonly PolicyExplanation[]
}

const verdict = (node: Node): PolicyVerdict =>
  node.kind === 'value' ? node.value === true : undefined

const scopeWords = ({ applies }: Policy): string => {
  switch (applies.on) {
    case 'always':
      return 'every action'
    case 'kind':
      return applies.kinds.join(', ')
    case 'action':
      return `the action ${applies.names.join(', ')}`
    default:
      return applies satisfies never
  }
}

const explainPolicy = (policy: Policy, request: AuthorizationRequest): PolicyExplanation => {
  const about = {
    kind: policy.kind,
    description: policy.description ?? scopeWords(policy),
    strict: policy.access === 'strict',
  }
  if (!inScope(policy.applies, request))
    return { ...about, applies: false, conditions: [], checks: [], passes: undefined }
  const decide = (condition: Condition, keepsOut: boolean) => {
    const decided = decideCondition(condition, policy, request)
    return {
      condition: conditionWords(condition),
      verdict: verdict(keepsOut ? decided.possible : decided.sure),
    }
  }
  const applies = verdict(
    decideConditions(policy, request)[policy.kind === 'bypass' ? 'sure' : 'possible'],
  )
  const conditions = policy.conditions.map((condition) =>
    decide(condition, policy.kind === 'policy'),
  )
  if (applies === false) return { ...about, applies, conditions, checks: [], passes: undefined }
  const checks = policy.checks.map(({ effect, condition }) => ({
    effect,
    ...decide(condition, effect === 'forbidIf' || effect === 'authorizeUnless'),
  }))
  return { ...about, applies, conditions, checks, passes: verdict(decideChecks(policy, request)) }
}

/** Every policy and every check with what it came to, as data; `explanationText` writes it out. */
export const explain = (
  policies: readonly Policy[],
  request: AuthorizationRequest,
): Explanation => ({
  resource: request.resource,
  action: request.action,
  anonymous: isNobody(request.actor),
  authorization: authorize(policies, request),
  policies: policies.map((policy) => explainPolicy(policy, request)),
})
