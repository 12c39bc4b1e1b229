import type { Operand } from '../../expression/node.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import type { Change, ChangeContext } from '../change.ts'
import type { Changeset } from '../changeset.ts'

export type AttributeValue<X, K extends keyof AttributesOf<X>> = Operand<TypeOf<AttributesOf<X>[K]>>

/** A value, or a function of the changeset that gives it. */
export type ValueOrFunction<X, V> = V | ((changeset: Changeset<X>, context: ChangeContext) => V)
export const resolveValue = <X, V>(value: ValueOrFunction<X, V>, changeset: Changeset<X>, context: ChangeContext): V =>
  typeof value === 'function' ? (value as (changeset: Changeset<X>, context: ChangeContext) => V)(changeset, context) : value

/** Sets an attribute to a value, an expression, or what a function of the changeset gives, whatever the caller gave. */
export const setAttribute =
  <X, const K extends keyof AttributesOf<X> & string>(_resource: X, name: K, value: ValueOrFunction<X, AttributeValue<X, K>>): Change<X> =>
  (changeset, context) =>
    changeset.set({ [name]: resolveValue(value, changeset, context) } as never)
