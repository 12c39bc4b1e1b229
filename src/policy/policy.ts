import type { Expr } from '../expression/node.ts'
import type { ActorRefs, Refs } from '../resource/refs.ts'
import type { ActionNamesOf, AttributesOf, RelationshipsOf } from '../resource/resource.ts'
import type { Check, CheckNames } from './check.ts'

/**
 * How a check is written: an expression over the record and the actor, a constant, or a custom
 * check.
 */
export type Condition<Names extends CheckNames = CheckNames> =
  | Expr<boolean | null>
  | boolean
  | Check<Names>
/** The names that checks of a resource's policies may use. */
export type NamesOf<X, Actor> = CheckNames<
  keyof AttributesOf<X> & string,
  ActionNamesOf<X>,
  keyof RelationshipsOf<X> & string,
  keyof Actor & string
>
export type Effect = 'authorizeIf' | 'authorizeUnless' | 'forbidIf' | 'forbidUnless'

/**
 * A policy as data: to which actions it applies, under which condition, and its checks in order;
 * the first decisive one wins.
 */
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
  | {
      readonly on: 'kind'
      readonly kinds: readonly ('read' | 'create' | 'update' | 'destroy' | 'action')[]
    }
  | { readonly on: 'action'; readonly names: readonly string[] }

/** What may be said next of a policy. */
interface Scoped<Names extends CheckNames> {
  authorizeIf(condition: Condition<Names>): PolicyChain<Names>
  authorizeUnless(condition: Condition<Names>): PolicyChain<Names>
  forbidIf(condition: Condition<Names>): PolicyChain<Names>
  forbidUnless(condition: Condition<Names>): PolicyChain<Names>
  /** Applies only where this holds too. */
  when(condition: Condition<Names>): PolicyChain<Names>
  describe(text: string): PolicyChain<Names>
  strict(): PolicyChain<Names>
}
/** A policy under construction; itself a policy as soon as it has a check. */
export interface PolicyChain<Names extends CheckNames = CheckNames> extends Policy, Scoped<Names> {}
export interface PolicyScopes<X, Names extends CheckNames = CheckNames> {
  always(): Scoped<Names>
  read(): Scoped<Names>
  create(): Scoped<Names>
  update(): Scoped<Names>
  destroy(): Scoped<Names>
  /** create, update and destroy. */
  write(): Scoped<Names>
  /** Generic actions. */
  generic(): Scoped<Names>
  action(...names: readonly [ActionNamesOf<X>, ...ActionNamesOf<X>[]]): Scoped<Names>
}
export interface PolicyBuilder<X, Names extends CheckNames = CheckNames>
  extends PolicyScopes<X, Names> {
  /** Where it authorizes, later policies are not asked. */
  readonly bypass: PolicyScopes<X, Names>
}

/**
 * The policies of a resource: `static policies = policies(Post, ({ author, actor }, policy) =>
 * […])`. Evaluated when the app is assembled.
 */
export interface PolicyDeclaration<X> {
  readonly kind: 'policies'
  readonly resource: X
  // oxlint-disable-next-line typescript/no-explicit-any -- refs and builder are made by the assembler
  readonly define: (refs: any, policy: PolicyBuilder<any>) => readonly Policy[]
}
export type PolicyRefs<X, Actor> = Refs<X> & { readonly actor: ActorRefs<Actor> }

const madeFor = new WeakMap<object, Set<PolicyDeclaration<unknown>>>()

export const declarePolicies = <X, Actor>(
  resource: X,
  define: (
    refs: PolicyRefs<X, Actor>,
    policy: PolicyBuilder<X, NamesOf<X, Actor>>,
  ) => readonly Policy[],
): PolicyDeclaration<X> => {
  const declaration: PolicyDeclaration<X> = { kind: 'policies', resource, define }
  const policies = madeFor.get(resource as object) ?? new Set()
  madeFor.set(resource as object, policies.add(declaration))
  return declaration
}
/** All that were made for a resource, attached to it or not. */
export const policiesMadeFor = (resource: object): readonly PolicyDeclaration<unknown>[] => [
  ...(madeFor.get(resource) ?? []),
]
