import type { AttributesOf } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import { shown } from '../../type/shown.ts'
import type { Change } from '../change.ts'
import type { Changeset } from '../changeset.ts'
import { attributeRule, type RuleOptions } from './attribute-rule.ts'

type Bound<X, V> = V | ((changeset: Changeset<X>) => V | null | undefined)
export interface Bounds<X, V> extends RuleOptions {
  readonly greaterThan?: Bound<X, V>
  readonly atLeast?: Bound<X, V>
  readonly lessThan?: Bound<X, V>
  readonly atMost?: Bound<X, V>
}

const rules = {
  greaterThan: { holds: (order: number) => order > 0, words: 'more than' },
  atLeast: { holds: (order: number) => order >= 0, words: 'at least' },
  lessThan: { holds: (order: number) => order < 0, words: 'less than' },
  atMost: { holds: (order: number) => order <= 0, words: 'at most' },
} as const
const text = (value: unknown) => (value instanceof Date ? value.toISOString() : shown(value))

/** An attribute within bounds, by its type's order; a bound may be a function of the changeset, such as another attribute's value. */
export const compare = <X, const K extends keyof AttributesOf<X> & string>(
  _resource: X,
  name: K,
  bounds: Bounds<X, NonNullable<TypeOf<AttributesOf<X>[K]>>>,
): Change<X> =>
  attributeRule<X>(name, 'compare', bounds, (value, changeset) => {
    const { type } = changeset.resource.attributes.get(name)!
    for (const [rule, { holds, words }] of Object.entries(rules) as [keyof typeof rules, (typeof rules)[keyof typeof rules]][]) {
      const declared = bounds[rule] as unknown
      const bound = typeof declared === 'function' ? (declared as (changeset: Changeset<X>) => unknown)(changeset) : declared
      if (bound !== undefined && bound !== null && type.compare && !holds(type.compare(value, bound))) return `must be ${words} ${text(bound)}`
    }
    return undefined
  })
