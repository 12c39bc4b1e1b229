import type { AttributesOf } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import type { Changeset } from '../changeset.ts'
import type { When } from '../change/when.ts'

export interface Transition<V> {
  readonly from?: V
  readonly to?: V
}

/** Holds where this write changes the attribute, and if asked from or to a value. For `when`. The stored record is looked at. */
export const changing = <X, const K extends keyof AttributesOf<X> & string>(
  _resource: X,
  name: K,
  transition: Transition<TypeOf<AttributesOf<X>[K]>> = {},
): When<X> => {
  const condition = (changeset: Changeset<X>): boolean => {
    const { type } = changeset.resource.attributes.get(name)!
    const equal = (left: unknown, right: unknown) =>
      (left ?? null) === null || (right ?? null) === null ? (left ?? null) === (right ?? null) : type.equal(left, right)
    if (!changeset.changing(name)) return false
    if ('from' in transition && !equal((changeset.record as Readonly<Record<string, unknown>> | undefined)?.[name], transition.from)) return false
    return !('to' in transition) || equal(changeset.get(name), transition.to)
  }
  return Object.assign(condition, { requiresRecord: true as const })
}
