import { Context } from '../context/context.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { isExpression } from '../expression/node.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { didYouMean } from '../text/nearest.ts'
import type { Check, CheckNames, CheckRequest } from './check.ts'
import { decidedNode } from './condition.ts'
import { inScope } from './fold-policies.ts'
import type { Condition, Policy } from './policy.ts'

type Actions = Readonly<Record<string, { readonly kind: CheckRequest['kind'] }>>
interface Place {
  readonly resource: string
  readonly path: readonly (string | number)[]
}

const authorizes = ({ checks }: Policy) =>
  checks.some(({ effect }) => effect === 'authorizeIf' || effect === 'authorizeUnless')

/** All that a policy asks. */
export const conditionsOf = ({ conditions, checks }: Policy): readonly Condition[] => [
  ...conditions,
  ...checks.map(({ condition }) => condition),
]
const isCheck = (condition: unknown): condition is Check<CheckNames> =>
  typeof condition === 'object' &&
  condition !== null &&
  (condition as Check).kind === 'check' &&
  typeof (condition as Check).decide === 'function'

const assertKnown = (
  at: Place,
  what: string,
  used: readonly string[],
  names: Iterable<string>,
): void => {
  const all = [...names]
  const unknown = used.find((name) => !all.includes(name))
  if (unknown === undefined) return
  throw new DefinitionError({
    ...at,
    problem: `there is no ${what} "${unknown}"`,
    fix: didYouMean(unknown, all).trim() || `There are: ${all.join(', ') || 'none'}.`,
  })
}

/**
 * Looks at the trees that a check returns for an anonymous request. One that cannot answer it is
 * skipped here, and looked at again when it is asked.
 */
const assertTrees = (
  info: ResourceInfo,
  check: Check<CheckNames>,
  policy: Policy,
  actions: Actions,
): void => {
  const about = {
    actor: null,
    tenant: undefined,
    resource: info.name,
    arguments: {},
    changing: {},
    context: Context.empty,
  }
  for (const [action, { kind }] of Object.entries(actions)) {
    const request: CheckRequest = { ...about, action, kind }
    if (!inScope(policy.applies, request)) continue
    try {
      decidedNode(check as Check, request, info)
    } catch (error) {
      if (DefinitionError.isInstance(error)) throw error
    }
  }
}

const assertCondition = (
  info: ResourceInfo,
  at: Place,
  condition: unknown,
  policy: Policy,
  actions: Actions,
): void => {
  if (typeof condition === 'boolean' || isExpression(condition)) return
  if (!isCheck(condition))
    throw new DefinitionError({
      ...at,
      problem: 'a condition is neither an expression, nor true or false, nor a check',
      fix: 'Make a check with defineCheck.',
    })
  const { names = {} } = condition
  assertKnown(at, 'attribute', names.attributes ?? [], info.attributes.keys())
  assertKnown(at, 'action', names.actions ?? [], Object.keys(actions))
  assertKnown(at, 'relationship', names.relationships ?? [], info.relationships.keys())
  assertTrees(info, condition, policy, actions)
}

/**
 * Throws a `DefinitionError` on policies that cannot mean what they say: without checks, a bypass
 * that never lets in, a name that does not exist.
 */
export const verifyPolicies = (
  info: ResourceInfo,
  policies: readonly Policy[],
  actions: Actions,
): void => {
  for (const [i, policy] of policies.entries()) {
    const at = { resource: info.name, path: ['policies', policy.description ?? i] }
    if (!policy.checks.length)
      throw new DefinitionError({
        ...at,
        problem: 'the policy has no checks, so it would forbid everything',
        fix: 'Add authorizeIf(…), or write authorizeIf(false).',
      })
    if (policy.kind === 'bypass' && !authorizes(policy))
      throw new DefinitionError({
        ...at,
        problem: 'the bypass only forbids, so it would never authorize anyone',
        fix: 'Add authorizeIf(…), or write a policy that is not a bypass.',
      })
    if (policy.applies.on === 'action' && !policy.applies.names.length)
      throw new DefinitionError({
        ...at,
        problem: 'the policy names no action, so it would never apply',
        fix: 'Name the actions: policy.action(…).',
      })
    if (policy.applies.on === 'action')
      assertKnown(at, 'action', policy.applies.names, Object.keys(actions))
    for (const condition of conditionsOf(policy))
      assertCondition(info, at, condition, policy, actions)
  }
}
