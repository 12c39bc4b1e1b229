import { call, type Node, refNode, valueNode } from '../../expression/node.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import type { Changeset } from '../changeset.ts'
import type { When } from '../change/when.ts'
import { conjunction } from '../conjunction.ts'
import { hasValue } from './attribute-equals.ts'

export interface Transition<V> {
  readonly from?: V
  readonly to?: V
}

/** Holds where this write changes the attribute, and if asked from or to a value. For `when`. It is judged on the stored record, in the write's own statement where that suffices. */
export const changing = <X, const K extends keyof AttributesOf<X> & string>(
  _resource: X,
  name: K,
  transition: Transition<TypeOf<AttributesOf<X>[K]>> = {},
): When<X> => {
  const equalIn = ({ resource }: Changeset<X>) => {
    const { type } = resource.attributes.get(name)!
    return (left: unknown, right: unknown) =>
      (left ?? null) === null || (right ?? null) === null ? (left ?? null) === (right ?? null) : type.equal(left, right)
  }
  const condition = (changeset: Changeset<X>): boolean => {
    const equal = equalIn(changeset)
    if (!changeset.changing(name)) return false
    if ('from' in transition && !equal((changeset.record as Readonly<Record<string, unknown>> | undefined)?.[name], transition.from)) return false
    return !('to' in transition) || equal(changeset.get(name), transition.to)
  }
  const onRecord = (changeset: Changeset<X>): Node | boolean | undefined => {
    const given = Object.hasOwn(changeset.attributes, name)
    if (!given && !Object.hasOwn(changeset.expressions, name)) return false
    if ('to' in transition && !given) return undefined
    if ('to' in transition && !equalIn(changeset)(changeset.attributes[name], transition.to)) return false
    const changes = given ? call('isDistinctFrom', refNode([], name), valueNode(changeset.attributes[name] ?? null)) : undefined
    return conjunction(changes, 'from' in transition ? hasValue(name, transition.from) : undefined) ?? true
  }
  return Object.assign(condition, { requiresRecord: true as const, onRecord })
}
