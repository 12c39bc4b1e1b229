import type { Aggregate } from './aggregate.ts'
import type { Calculation } from './calculation.ts'
import type { Identity, Index } from './indexes.ts'
import type { AnyRelationship } from './relationship.ts'
import type { AnyResource } from './resource.ts'

/**
 * The grouped statics of a resource's class, as its author wrote them. Read by introspection only.
 */
export interface ResourceDeclaration {
  readonly relationships?: Readonly<Record<string, AnyRelationship>>
  readonly calculations?: Readonly<Record<string, Calculation<unknown>>>
  readonly aggregates?: Readonly<Record<string, Aggregate<unknown>>>
  readonly identities?: Readonly<Record<string, Identity>>
  readonly indexes?: Readonly<Record<string, Index>>
}
/** A group of statics by name; [] where the class declares none. */
export const declarationOf = <G extends keyof ResourceDeclaration>(
  resource: AnyResource,
  group: G,
): [string, NonNullable<ResourceDeclaration[G]>[string]][] =>
  Object.entries((resource as ResourceDeclaration)[group] ?? {}) as never
