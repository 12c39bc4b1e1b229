import { DefinitionError } from '../error/definition-error.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { policyRefs } from '../resource/policy-refs.ts'
import type { Policy, PolicyDeclaration } from './policy.ts'
import { policyBuilder } from './policy-builder.ts'
import { verifyPolicies } from './verify-policies.ts'

interface Declared {
  readonly policies?: PolicyDeclaration<unknown>
  readonly actions?: Parameters<typeof verifyPolicies>[2]
}
const known = new WeakMap<ResourceInfo, readonly Policy[]>()

/**
 * The policies of a resource, made and verified on first use; `undefined` where it declares none and so is open to everybody,
 * unlike one that declares an empty list, which is closed. Throws a `DefinitionError` on policies that cannot work.
 */
export const resourcePolicies = (info: ResourceInfo): readonly Policy[] | undefined => {
  const { policies: declaration, actions = {} } = info.resource as Declared
  if (!declaration) return undefined
  const made = known.get(info)
  if (made) return made
  const given: unknown = declaration.define(policyRefs(info), policyBuilder())
  if (!Array.isArray(given))
    throw new DefinitionError({
      resource: info.name,
      path: ['policies'],
      problem: 'the function gives no list of policies',
      fix: 'Return one: (refs, policy) => [policy.read().authorizeIf(true)].',
    })
  const policies = Object.freeze([...(given as readonly Policy[])])
  verifyPolicies(info, policies, actions)
  known.set(info, policies)
  return policies
}
