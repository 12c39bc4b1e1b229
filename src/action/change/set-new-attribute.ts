import type { AttributesOf } from '../../resource/resource.ts'
import type { Change } from '../change.ts'
import { type AttributeValue, resolveValue, type ValueOrFunction } from './set-attribute.ts'

/** Sets an attribute where the caller did not; a default gives way to it. */
export const setNewAttribute =
  <X, const K extends keyof AttributesOf<X> & string>(_resource: X, name: K, value: ValueOrFunction<X, AttributeValue<X, K>>): Change<X> =>
  (changeset, context) =>
    changeset.given(name) ? changeset : changeset.set({ [name]: resolveValue(value, changeset, context) } as never)
