import { InvalidAttribute } from '../../error/invalid-attribute.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import { shown } from '../../type/shown.ts'
import { type Change, requiresRecord } from '../change.ts'
import type { RuleOptions } from './attribute-rule.ts'

/** The stored record has this value (on a create: the new one). A write on another is an error, said before the data is touched. */
export const attributeEquals = <X, const K extends keyof AttributesOf<X> & string>(
  _resource: X,
  name: K,
  value: TypeOf<AttributesOf<X>[K]>,
  options: RuleOptions = {},
): Change<X> =>
  requiresRecord((changeset) => {
    const stored = (changeset.record as Readonly<Record<string, unknown>> | undefined) ?? changeset.attributes
    const { type } = changeset.resource.attributes.get(name)!
    const own = stored[name] ?? null
    const equal = own === null || value === null ? own === value : type.equal(own, value)
    return equal
      ? changeset
      : changeset.addError(new InvalidAttribute({ field: name, rule: 'attribute_equals', message: options.message ?? `must be ${shown(value)}` }))
  })
