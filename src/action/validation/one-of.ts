import type { AttributesOf } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import type { Change } from '../change.ts'
import { attributeRule, type RuleOptions } from './attribute-rule.ts'

/** An attribute is one of some values, by its type's equality. */
export const oneOf = <X, const K extends keyof AttributesOf<X> & string>(
  _resource: X,
  name: K,
  values: readonly TypeOf<AttributesOf<X>[K]>[],
  options: RuleOptions = {},
): Change<X> =>
  attributeRule<X>(name, 'one_of', options, (value, changeset) => {
    const { type } = changeset.resource.attributes.get(name)!
    return values.some((one) => one !== null && type.equal(one, value)) ? undefined : `must be one of ${values.join(', ')}`
  })
