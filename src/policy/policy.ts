import type { Expr } from '../expression/node.ts'
import type { ActionNamesOf } from '../resource/resource.ts'
import type { ActorRefs, Refs } from '../resource/refs.ts'
import type { Check } from './check.ts'

/** What a check is given as: an expression over the record and the actor, a constant, or a check of one's own. */
export type Condition = Expr<boolean | null> | boolean | Check
export type Effect = 'authorizeIf' | 'authorizeUnless' | 'forbidIf' | 'forbidUnless'

/** A policy as data: to which actions it applies, under which condition, and its checks in order; the first decisive one wins. */
export interface Policy {
  readonly kind: 'policy' | 'bypass'
  readonly applies: PolicyScope
  /** All must hold for the policy to apply. */
  readonly conditions: readonly Condition[]
  readonly checks: readonly { readonly effect: Effect; readonly condition: Condition }[]
  readonly description: string | undefined
  /** `filter` (default) narrows reads to what is allowed; `strict` decides now or forbids. */
  readonly access: 'filter' | 'strict'
}
export type PolicyScope =
  | { readonly on: 'always' }
  | { readonly on: 'kind'; readonly kinds: readonly ('read' | 'create' | 'update' | 'destroy' | 'action')[] }
  | { readonly on: 'action'; readonly names: readonly string[] }

/** A policy under construction; itself a policy as soon as it has a check. */
export interface PolicyChain extends Policy {
  authorizeIf(condition: Condition): PolicyChain
  authorizeUnless(condition: Condition): PolicyChain
  forbidIf(condition: Condition): PolicyChain
  forbidUnless(condition: Condition): PolicyChain
  /** Applies only where this holds too. */
  when(condition: Condition): PolicyChain
  describe(text: string): PolicyChain
  strict(): PolicyChain
}
type Scoped = Pick<PolicyChain, 'authorizeIf' | 'authorizeUnless' | 'forbidIf' | 'forbidUnless' | 'when' | 'describe' | 'strict'>
export interface PolicyScopes<X> {
  always(): Scoped
  read(): Scoped
  create(): Scoped
  update(): Scoped
  destroy(): Scoped
  /** create, update and destroy. */
  write(): Scoped
  /** Generic actions. */
  generic(): Scoped
  action(...names: readonly [ActionNamesOf<X>, ...ActionNamesOf<X>[]]): Scoped
}
export interface PolicyBuilder<X> extends PolicyScopes<X> {
  /** Where it authorizes, later policies are not asked. */
  readonly bypass: PolicyScopes<X>
}

/** The policies of a resource: `static policies = policies(Post, ({ author, actor }, policy) => […])`. Evaluated when the app is assembled. */
export interface PolicyDeclaration<X> {
  readonly kind: 'policies'
  readonly resource: X
  // oxlint-disable-next-line typescript/no-explicit-any -- refs and builder are made by the assembler
  readonly define: (refs: any, policy: PolicyBuilder<any>) => readonly Policy[]
}
export type PolicyRefs<X, Actor> = Refs<X> & { readonly actor: ActorRefs<Actor> }

export const declarePolicies = <X, Actor>(
  resource: X,
  define: (refs: PolicyRefs<X, Actor>, policy: PolicyBuilder<X>) => readonly Policy[],
): PolicyDeclaration<X> => ({ kind: 'policies', resource, define })
