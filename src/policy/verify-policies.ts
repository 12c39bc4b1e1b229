import { DefinitionError } from '../error/definition-error.ts'
import { didYouMean } from '../type/nearest.ts'
import type { Policy } from './policy.ts'

const authorizes = ({ checks }: Policy) => checks.some(({ effect }) => effect === 'authorizeIf' || effect === 'authorizeUnless')

/** Throws a `DefinitionError` on policies that cannot mean what they say: without checks, a bypass that never lets in, an action that does not exist. */
export const verifyPolicies = (resource: string, policies: readonly Policy[], actions: readonly string[]): void => {
  for (const [i, policy] of policies.entries()) {
    const at = { resource, path: ['policies', policy.description ?? i] }
    if (!policy.checks.length)
      throw new DefinitionError({
        ...at,
        problem: 'the policy has no checks, so it would forbid everything',
        fix: 'Add authorizeIf(…), or say authorizeIf(false).',
      })
    if (policy.kind === 'bypass' && !authorizes(policy))
      throw new DefinitionError({
        ...at,
        problem: 'the bypass only forbids, so it would never let anybody in',
        fix: 'Add authorizeIf(…), or write a policy that is no bypass.',
      })
    const unknown = policy.applies.on === 'action' ? policy.applies.names.find((name) => !actions.includes(name)) : undefined
    if (unknown !== undefined)
      throw new DefinitionError({
        ...at,
        problem: `there is no action "${unknown}"`,
        fix: didYouMean(unknown, actions).trim() || `There are: ${actions.join(', ') || 'none'}.`,
      })
  }
}
