import { InvalidAttribute } from '../../error/invalid-attribute.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import { type Change, requiresRecord } from '../change.ts'

/** The attributes have no value after this write. On an update the stored record is looked at. */
export const absent = <X>(_resource: X, ...names: readonly (keyof AttributesOf<X> & string)[]): Change<X> =>
  requiresRecord((changeset) =>
    names
      .filter((name) => Object.hasOwn(changeset.expressions, name) || (changeset.get(name) ?? null) !== null)
      .reduce((next, field) => next.addError(new InvalidAttribute({ field, rule: 'absent', message: 'must be empty' })), changeset),
  )
