import { InvalidAttribute } from '../../error/invalid-attribute.ts'
import { call, expression, refNode } from '../../expression/node.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { Change } from '../change.ts'
import { isStored } from './present.ts'

/** The attributes have no value after this write. What an update does not give must not be stored. */
export const absent =
  <X>(_resource: X, ...names: readonly (keyof AttributesOf<X> & string)[]): Change<X> =>
  (changeset) =>
    names.reduce((next, field) => {
      const error = new InvalidAttribute({ field, rule: 'absent', message: 'must be empty' })
      if (isStored(next, field)) return next.require(() => expression(call('isNull', refNode([], field))), error)
      return Object.hasOwn(next.expressions, field) || (next.attributes[field] ?? null) !== null ? next.addError(error) : next
    }, changeset)
