import { call, expression, refNode, valueNode } from '../../expression/node.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import type { Change } from '../change.ts'

/** Names of the attributes that hold a number. */
export type NumberAttribute<X> = {
  [K in keyof AttributesOf<X> & string]: NonNullable<TypeOf<AttributesOf<X>[K]>> extends number ? K : never
}[keyof AttributesOf<X> & string]

/** Adds to a number where it is stored, so that two at once both count. Null counts as 0. */
export const increment =
  <X, const K extends NumberAttribute<X>>(_resource: X, name: K, amount = 1): Change<X> =>
  (changeset) =>
    changeset.set({ [name]: expression(call('add', call('coalesce', refNode([], name), valueNode(0)), valueNode(amount))) } as never)
