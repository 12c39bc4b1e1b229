import type { Expr } from '../expression/node.ts'
import type { FieldLike, TypeOf } from '../type/field.ts'
import type { BaseRefs } from './refs.ts'

declare const calculated: unique symbol
export interface Calculation<T> {
  readonly kind: 'calculation'
  readonly [calculated]?: T
  readonly type: FieldLike
  // oxlint-disable-next-line typescript/no-explicit-any -- the resource's own refs, checked where it was declared
  readonly define: (refs: any) => Expr<unknown>
  readonly options: CalculationOptions
}
export interface CalculationOptions {
  readonly public?: boolean
  readonly description?: string
}

/**
 * A value computed by an expression, in the same query: loaded on request, filterable and sortable.
 * It states its type and mentions attributes and relationships only.
 */
export const calculate = <X, F extends FieldLike>(
  _resource: X,
  type: F,
  define: (refs: BaseRefs<X>) => Expr<NoInfer<TypeOf<F>>>,
  options: CalculationOptions = {},
): Calculation<TypeOf<F>> => ({
  kind: 'calculation',
  type,
  define,
  options,
})
