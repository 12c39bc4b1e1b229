import { type Node, valueNode } from '../expression/node.ts'
import { simpleCall, simplify } from '../expression/simplify.ts'
import { whereTrue } from '../expression/truth.ts'
import {
  type AuthorizationRequest,
  decideChecks,
  decideConditions,
  foldSteps,
  inScope,
  isLiteral,
} from './fold-policies.ts'
import type { Policy } from './policy.ts'

export type Authorization =
  | { readonly decision: 'authorized' }
  /** `reason` may be shown to a caller: it names no policy. */
  | { readonly decision: 'forbidden'; readonly reason: string }
  /**
   * Allowed on the records where the filter is true; it may be unknown on others. A literal false
   * leaves none: the data need not be asked.
   */
  | { readonly decision: 'filter'; readonly filter: Node }

const forbidden = (reason: string): Authorization => ({ decision: 'forbidden', reason })

const failsStrictly = (policy: Policy, request: AuthorizationRequest) =>
  policy.kind === 'policy' &&
  policy.access === 'strict' &&
  isLiteral(decideConditions(policy, request).sure, true) &&
  isLiteral(decideChecks(policy, request), false)

/**
 * Whether the actor may, without asking the data: yes, no, or on which records. A read of which the
 * policies leave nothing gets a filter that is false, so that a list is empty rather than refused;
 * it is forbidden only where no policy applies or a strict one that applies fails. Every other
 * action is forbidden then.
 */
export const authorize = (
  policies: readonly Policy[],
  request: AuthorizationRequest,
): Authorization => {
  if (!policies.length) return forbidden('it has no policies')
  const { applies, passes } = foldSteps(policies, request)
  if (isLiteral(applies, false)) return forbidden('no policy applies')
  const allowed = simpleCall('and', applies, passes)
  if (isLiteral(allowed, true)) return { decision: 'authorized' }
  if (!isLiteral(allowed, false))
    return { decision: 'filter', filter: simplify(whereTrue(allowed)) }
  if (request.kind !== 'read') return forbidden('a policy fails')
  const strict = policies.some(
    (policy) => inScope(policy.applies, request) && failsStrictly(policy, request),
  )
  return strict
    ? forbidden('a strict policy fails')
    : { decision: 'filter', filter: valueNode(false) }
}
