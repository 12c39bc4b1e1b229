import type { Effect, Policy, PolicyBuilder, PolicyChain, PolicyScope, PolicyScopes } from './policy.ts'

/** A chain of steps, each a policy of its own; a frozen value like every policy. */
const chain = (policy: Policy): PolicyChain => {
  const withCheck = (effect: Effect) => (condition: Policy['conditions'][number]) =>
    chain({ ...policy, checks: Object.freeze([...policy.checks, Object.freeze({ effect, condition })]) })
  return Object.freeze({
    ...policy,
    authorizeIf: withCheck('authorizeIf'),
    authorizeUnless: withCheck('authorizeUnless'),
    forbidIf: withCheck('forbidIf'),
    forbidUnless: withCheck('forbidUnless'),
    when: (condition: Policy['conditions'][number]) => chain({ ...policy, conditions: Object.freeze([...policy.conditions, condition]) }),
    describe: (description: string) => chain({ ...policy, description }),
    strict: () => chain({ ...policy, access: 'strict' }),
  })
}

const scopes = <X>(kind: Policy['kind']): PolicyScopes<X> => {
  const scoped = (applies: PolicyScope) =>
    chain({ kind, applies: Object.freeze(applies), conditions: [], checks: [], description: undefined, access: 'filter' })
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
export const policyBuilder = <X>(): PolicyBuilder<X> => ({ ...scopes<X>('policy'), bypass: scopes<X>('bypass') })
