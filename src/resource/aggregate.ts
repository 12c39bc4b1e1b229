import type { AggregateFunction, Expr } from '../expression/node.ts'
import type { TypeOf } from '../type/field.ts'
import type { BaseRefs, FieldsAt } from './refs.ts'
import type { AttributesOf, DestinationOf, RelationshipsOf } from './resource.ts'

declare const aggregated: unique symbol
export interface Aggregate<T> {
  readonly kind: 'aggregate'
  readonly [aggregated]?: T
  readonly function: AggregateFunction
  readonly relationship: string
  readonly field: string | undefined
  readonly options: AggregateOptions<unknown>
}
export interface AggregateOptions<D> {
  readonly filter?: (refs: BaseRefs<D>) => Expr<boolean>
  readonly sort?: readonly string[]
  readonly public?: boolean
  readonly description?: string
}
type DestinationAt<X, P extends keyof RelationshipsOf<X>> = DestinationOf<RelationshipsOf<X>[P]>
type ValueAt<X, P extends keyof RelationshipsOf<X>, F extends PropertyKey> = TypeOf<
  AttributesOf<DestinationAt<X, P>>[F & keyof AttributesOf<DestinationAt<X, P>>]
>

const aggregate = (
  name: AggregateFunction,
  relationship: string,
  field: string | undefined,
  options: unknown,
): Aggregate<never> => ({
  kind: 'aggregate',
  function: name,
  relationship,
  field,
  options: options ?? {},
})

/** How many related records there are (those the reader may see); 0 where there are none. */
export const count = <X, const P extends keyof RelationshipsOf<X> & string>(
  _resource: X,
  relationship: P,
  options?: AggregateOptions<DestinationAt<X, P>>,
): Aggregate<number> => aggregate('count', relationship, undefined, options)
/** Whether there is a related record. Never null. */
export const exists = <X, const P extends keyof RelationshipsOf<X> & string>(
  _resource: X,
  relationship: P,
  options?: AggregateOptions<DestinationAt<X, P>>,
): Aggregate<boolean> => aggregate('exists', relationship, undefined, options)
/** A field of the first related record in the given order; null where there is none. */
export const first = <
  X,
  const P extends keyof RelationshipsOf<X> & string,
  const F extends FieldsAt<X, P>,
>(
  _resource: X,
  relationship: P,
  field: F,
  options?: AggregateOptions<DestinationAt<X, P>>,
): Aggregate<ValueAt<X, P, F> | null> => aggregate('first', relationship, field, options)
/** The values of a field of all related records, nulls left out; [] where there are none. */
export const list = <
  X,
  const P extends keyof RelationshipsOf<X> & string,
  const F extends FieldsAt<X, P>,
>(
  _resource: X,
  relationship: P,
  field: F,
  options?: AggregateOptions<DestinationAt<X, P>>,
): Aggregate<NonNullable<ValueAt<X, P, F>>[]> => aggregate('list', relationship, field, options)
type Summed<V> = [NonNullable<V>] extends [number] ? number : V
/** The sum of a field over related records, to the nearest number; null where there are none. */
export const sum = <
  X,
  const P extends keyof RelationshipsOf<X> & string,
  const F extends FieldsAt<X, P>,
>(
  _resource: X,
  relationship: P,
  field: F,
  options?: AggregateOptions<DestinationAt<X, P>>,
): Aggregate<Summed<ValueAt<X, P, F>> | null> => aggregate('sum', relationship, field, options)
/** The smallest value of a field over related records; null where there are none. */
export const min = <
  X,
  const P extends keyof RelationshipsOf<X> & string,
  const F extends FieldsAt<X, P>,
>(
  _resource: X,
  relationship: P,
  field: F,
  options?: AggregateOptions<DestinationAt<X, P>>,
): Aggregate<ValueAt<X, P, F> | null> => aggregate('min', relationship, field, options)
/** The largest value of a field over related records; null where there are none. */
export const max = <
  X,
  const P extends keyof RelationshipsOf<X> & string,
  const F extends FieldsAt<X, P>,
>(
  _resource: X,
  relationship: P,
  field: F,
  options?: AggregateOptions<DestinationAt<X, P>>,
): Aggregate<ValueAt<X, P, F> | null> => aggregate('max', relationship, field, options)
/** The mean of a field over related records; null where there are none. */
export const avg = <
  X,
  const P extends keyof RelationshipsOf<X> & string,
  const F extends FieldsAt<X, P>,
>(
  _resource: X,
  relationship: P,
  field: F,
  options?: AggregateOptions<DestinationAt<X, P>>,
): Aggregate<number | null> => aggregate('avg', relationship, field, options)
