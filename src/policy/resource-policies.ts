import { DefinitionError } from '../error/definition-error.ts'
import { assertMeant } from '../resource/assert-meant.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { actorRefs, refsOf } from '../resource/make-refs.ts'
import type {
  Effect,
  Policy,
  PolicyBuilder,
  PolicyChain,
  PolicyDeclaration,
  PolicyScope,
  PolicyScopes,
} from './policy.ts'
import { conditionsOf, verifyPolicies } from './verify-policies.ts'
import { perObject } from '../text/lazy.ts'

/** What policies are given: the resource's references, and `actor`. */
export const policyRefs = perObject(
  (info: ResourceInfo): Readonly<Record<string, unknown>> =>
    new Proxy(refsOf(info), {
      get: (refs, name) => (name === 'actor' ? actorRefs : Reflect.get(refs, name)),
    }),
)

/** A chain of steps, each a policy of its own; a frozen value like every policy. */
const chain = (policy: Policy): PolicyChain => {
  const withCheck = (effect: Effect) => (condition: Policy['conditions'][number]) =>
    chain({
      ...policy,
      checks: Object.freeze([...policy.checks, Object.freeze({ effect, condition })]),
    })
  return Object.freeze({
    ...policy,
    authorizeIf: withCheck('authorizeIf'),
    authorizeUnless: withCheck('authorizeUnless'),
    forbidIf: withCheck('forbidIf'),
    forbidUnless: withCheck('forbidUnless'),
    when: (condition: Policy['conditions'][number]) =>
      chain({ ...policy, conditions: Object.freeze([...policy.conditions, condition]) }),
    describe: (description: string) => chain({ ...policy, description }),
    strict: () => chain({ ...policy, access: 'strict' }),
  })
}

const scopes = <X>(kind: Policy['kind']): PolicyScopes<X> => {
  const scoped = (applies: PolicyScope) =>
    chain({
      kind,
      applies: Object.freeze(applies),
      conditions: [],
      checks: [],
      description: undefined,
      access: 'filter',
    })
  return {
    always: () => scoped({ on: 'always' }),
    read: () => scoped({ on: 'kind', kinds: ['read'] }),
    create: () => scoped({ on: 'kind', kinds: ['create'] }),
    update: () => scoped({ on: 'kind', kinds: ['update'] }),
    destroy: () => scoped({ on: 'kind', kinds: ['destroy'] }),
    write: () => scoped({ on: 'kind', kinds: ['create', 'update', 'destroy'] }),
    generic: () => scoped({ on: 'kind', kinds: ['action'] }),
    action: (...names) => scoped({ on: 'action', names }),
  }
}

/** What a resource's `policies` are written with. */
export const policyBuilder = <X>(): PolicyBuilder<X> => ({
  ...scopes<X>('policy'),
  bypass: scopes<X>('bypass'),
})

interface Declared {
  readonly policies?: PolicyDeclaration<unknown>
  readonly actions?: Parameters<typeof verifyPolicies>[2]
}

/**
 * The policies of a resource, cached and verified on first use; `undefined` where it declares none
 * and so is open to everybody, unlike one that declares an empty list, which is closed. Throws a
 * `DefinitionError` on policies that cannot work.
 */
export const resourcePolicies = perObject((info: ResourceInfo): readonly Policy[] | undefined => {
  const { policies: declaration, actions = {} } = info.resource as Declared
  if (!declaration) return undefined
  const definition: unknown = declaration.define(policyRefs(info), policyBuilder())
  if (!Array.isArray(definition))
    throw new DefinitionError({
      resource: info.name,
      path: ['policies'],
      problem: 'the function does not return a list of policies',
      fix: 'Return one: (refs, policy) => [policy.read().authorizeIf(true)].',
    })
  const policies = Object.freeze([...(definition as readonly Policy[])])
  const again = (refs: object) => declaration.define(refs, policyBuilder()).flatMap(conditionsOf)
  assertMeant(policies.flatMap(conditionsOf), [policyRefs(info)], again, {
    resource: info.name,
    path: ['policies'],
  })
  verifyPolicies(info, policies, actions)
  return policies
})
