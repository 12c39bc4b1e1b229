import { Required } from '../../error/required.ts'
import { call, expression, refNode } from '../../expression/node.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { Change } from '../change.ts'
import type { Changeset } from '../changeset.ts'

/** Whether an attribute is left as it is stored. */
export const isStored = <X>({ kind, attributes, expressions }: Changeset<X>, name: string): boolean =>
  kind !== 'create' && !Object.hasOwn(attributes, name) && !Object.hasOwn(expressions, name)

/** The attributes have a value after this write; false, 0 and [] are values. What an update does not give must be stored. */
export const present =
  <X>(_resource: X, ...names: readonly (keyof AttributesOf<X> & string)[]): Change<X> =>
  (changeset) =>
    names.reduce((next, field) => {
      const error = new Required({ field })
      if (isStored(next, field)) return next.require(() => expression(call('not', call('isNull', refNode([], field)))), error)
      return (next.attributes[field] ?? null) !== null || Object.hasOwn(next.expressions, field) ? next : next.addError(error)
    }, changeset)
