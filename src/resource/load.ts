import type { Expr } from '../expression/node.ts'
import type { TypeOf } from '../type/field.ts'
import type { Aggregate } from './aggregate.ts'
import type { Calculation } from './calculation.ts'
import type { Refs } from './refs.ts'
import type { ToMany } from './relationship.ts'
import type {
  AggregatesOf,
  AttributesOf,
  CalculationsOf,
  DestinationOf,
  RelationshipsOf,
  Row,
} from './resource.ts'

/** `'title'` ascending, `'-createdAt'` descending; or an expression with a direction. */
export type SortKey<X> =
  | SortName<X>
  | `-${SortName<X>}`
  | {
      readonly by: (refs: Refs<X>) => Expr<unknown>
      readonly direction?: 'asc' | 'desc'
      readonly nulls?: 'first' | 'last'
    }
type SortName<X> = (keyof AttributesOf<X> | keyof CalculationsOf<X> | keyof AggregatesOf<X>) &
  string

/** A related query: what to load of the destination, which records, in which order. */
export interface LoadQuery<D> {
  readonly filter?: (refs: Refs<D>) => Expr<boolean>
  readonly sort?: readonly SortKey<D>[]
  readonly limit?: number
  readonly offset?: number
  readonly load?: Load<D>
}
/**
 * What to load beyond attributes: `{ author: true, comments: { author: true }, byline: true }`;
 * `related()` makes a filtered or sorted one.
 */
export type Load<X> = {
  readonly [K in keyof RelationshipsOf<X>]?:
    | true
    | Load<DestinationOf<RelationshipsOf<X>[K]>>
    | Related<DestinationOf<RelationshipsOf<X>[K]>, unknown>
} & { readonly [K in keyof CalculationsOf<X>]?: true } & {
  readonly [K in keyof AggregatesOf<X>]?: true
} & {
  /** Attributes that are not read unless asked for, such as vectors. */
  readonly [K in keyof AttributesOf<X>]?: true
}

/**
 * Refuses names that the resource does not have, at any depth, which a bound alone lets through:
 * `load: { autor: true }` is not a load.
 */
export type LoadNames<L, X> = {
  readonly [K in Exclude<keyof L, keyof Load<X>>]: NothingToLoad<K>
} & {
  readonly [K in keyof L & keyof RelationshipsOf<X>]: LoadNamesAt<
    L[K],
    DestinationOf<RelationshipsOf<X>[K]>
  >
}
export interface NothingToLoad<Name> {
  readonly nothingToLoad: Name
}
type LoadNamesAt<L, D> = L extends true
  ? true
  : L extends { readonly kind: 'related' }
    ? Related<D, unknown>
    : LoadNames<L, D>

export interface Related<D, L> {
  readonly kind: 'related'
  readonly load: L
  readonly query: LoadQuery<D>
}
/**
 * A load with a filter, an order or a limit: `load: { comments: related(Comment, { sort:
 * ['-createdAt'], limit: 3 }) }`.
 */
export const related = <D, const L extends Load<D> = {}>(
  _destination: D,
  query: Omit<LoadQuery<D>, 'load'> & { readonly load?: L & LoadNames<L, D> },
): Related<D, L> => ({
  kind: 'related',
  load: query.load ?? ({} as L),
  query: query,
})

type Nested<L> = L extends true ? {} : L extends Related<infer _, infer M> ? M : L
type LoadedRelationship<R, L> =
  R extends ToMany<infer D>
    ? Loaded<D, Nested<L>>[]
    : R extends { readonly kind: 'belongsTo' | 'hasOne' }
      ? Loaded<DestinationOf<R>, Nested<L>> | null
      : never
type LoadedPart<X, K, L> = K extends keyof RelationshipsOf<X>
  ? LoadedRelationship<RelationshipsOf<X>[K], L>
  : K extends keyof CalculationsOf<X>
    ? CalculationsOf<X>[K] extends Calculation<infer T>
      ? T
      : never
    : K extends keyof AggregatesOf<X>
      ? AggregatesOf<X>[K] extends Aggregate<infer T>
        ? T
        : never
      : K extends keyof AttributesOf<X>
        ? TypeOf<AttributesOf<X>[K]>
        : never
/**
 * A record with what was loaded: relationships, calculations, aggregates and vectors that are not
 * loaded are not on its type.
 */
export type Loaded<X, L> = keyof L extends never
  ? Row<X>
  : Row<X> & { -readonly [K in keyof L]-?: LoadedPart<X, K, L[K]> }
