import { Required } from '../../error/required.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import { type Change, requiresRecord } from '../change.ts'

const isAbsent = (value: unknown) => value === null || value === undefined

/** The attributes have a value after this write; false, 0 and [] are values. On an update the stored record is looked at. */
export const present = <X>(_resource: X, ...names: readonly (keyof AttributesOf<X> & string)[]): Change<X> =>
  requiresRecord((changeset) =>
    names
      .filter((name) => isAbsent(changeset.get(name)) && !Object.hasOwn(changeset.expressions, name))
      .reduce((next, field) => next.addError(new Required({ field })), changeset),
  )
