import type { Expr, Operand } from '../expression/node.ts'
import type { TypeOf } from '../type/field.ts'
import type { Aggregate } from './aggregate.ts'
import type { Calculation } from './calculation.ts'
import type { ToMany, ToOne } from './relationship.ts'
import type {
  AggregatesOf,
  AttributesOf,
  CalculationsOf,
  DestinationOf,
  RelationshipsOf,
} from './resource.ts'

/**
 * What the filter of a relationship may mention: the attributes of its destination, so that two
 * relationships may lead to each other.
 */
export type AttributeRefs<X> = {
  readonly [K in keyof AttributesOf<X>]: Expr<TypeOf<AttributesOf<X>[K]>>
}

/** What a to-many relationship offers inside an expression. */
export interface Many<R> {
  exists(where?: (refs: R) => Expr<boolean>): Expr<boolean>
  count(where?: (refs: R) => Expr<boolean>): Expr<number>
}

/**
 * What a calculation may mention: attributes and relationships, never calculations or aggregates
 * (this keeps their types acyclic).
 */
export type BaseRefs<X> = AttributeRefs<X> & {
  readonly [K in keyof RelationshipsOf<X>]: RelationshipsOf<X>[K] extends ToOne<infer D>
    ? BaseRefs<D>
    : RelationshipsOf<X>[K] extends ToMany<infer D>
      ? Many<BaseRefs<D>>
      : never
}
/**
 * What a filter, a policy or a sort may mention: everything of the resource, through relationships
 * too.
 */
export type Refs<X> = AttributeRefs<X> & {
  readonly [K in keyof RelationshipsOf<X>]: RelationshipsOf<X>[K] extends ToOne<infer D>
    ? Refs<D>
    : RelationshipsOf<X>[K] extends ToMany<infer D>
      ? Many<Refs<D>>
      : never
} & {
  readonly [K in keyof CalculationsOf<X>]: CalculationsOf<X>[K] extends Calculation<infer T>
    ? Expr<T>
    : never
} & {
  readonly [K in keyof AggregatesOf<X>]: AggregatesOf<X>[K] extends Aggregate<infer T>
    ? Expr<T>
    : never
}
/** An action's arguments inside its expressions. */
export type ArgumentRefs<A> = { readonly [K in keyof A]: Expr<TypeOf<A[K]>> }
/**
 * The actor inside a policy: values bound when the action runs, not columns. Each is null for
 * `anonymous`.
 */
export type ActorRefs<T> = {
  readonly [K in keyof T]: NonNullable<T[K]> extends
    | string
    | number
    | boolean
    | Date
    | readonly unknown[]
    ? Expr<T[K]>
    : ActorRefs<T[K]>
}

/** Names of destination attributes of a relationship. */
export type FieldsAt<X, P extends keyof RelationshipsOf<X>> = keyof AttributesOf<
  DestinationOf<RelationshipsOf<X>[P]>
> &
  string
/** Values or expressions for some of a resource's attributes. */
export type Assignments<X> = {
  readonly [K in keyof AttributesOf<X>]?: Operand<TypeOf<AttributesOf<X>[K]>>
}
