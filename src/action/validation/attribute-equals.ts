import { InvalidAttribute } from '../../error/invalid-attribute.ts'
import { call, expression, type Node, refNode, valueNode } from '../../expression/node.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import { shown } from '../../type/shown.ts'
import type { Change } from '../change.ts'
import type { RuleOptions } from './attribute-rule.ts'

/** Whether a stored attribute has a value, null included. */
export const hasValue = (name: string, value: unknown): Node => call('not', call('isDistinctFrom', refNode([], name), valueNode(value ?? null)))

/** The stored record has this value (on a create: the new one). */
export const attributeEquals =
  <X, const K extends keyof AttributesOf<X> & string>(_resource: X, name: K, value: TypeOf<AttributesOf<X>[K]>, options: RuleOptions = {}): Change<X> =>
  (changeset) =>
    changeset.require(
      () => expression(hasValue(name, value)),
      new InvalidAttribute({ field: name, rule: 'attribute_equals', message: options.message ?? `must be ${shown(value)}` }),
    )
