import { type AnyField, type FieldLike, fieldOf, type Fields } from './field.ts'
import { perObject } from '../text/lazy.ts'

type Values = Readonly<Record<string, unknown>>
/** The fields of an object type, or the item of a list. */
interface Parts {
  readonly fields?: Fields
  readonly of?: FieldLike
}

/** Whether a field or a part of it is sensitive. */
const tells = ({ type, options }: AnyField): boolean => {
  const { fields, of }: Parts = type.constraints ?? {}
  if (options.sensitive === true || (of !== undefined && tells(fieldOf(of)))) return true
  return fields !== undefined && sensitiveNames(fields).size > 0
}

const sensitiveNames = perObject(
  (fields: Fields): ReadonlySet<string> =>
    new Set(Object.keys(fields).filter((name) => tells(fieldOf(fields[name] as FieldLike)))),
)

/**
 * The values but those of fields that are sensitive or hold what is: for all that is kept of a
 * call, shown of it or learned from it. An object with a part left out would not fit its field, so
 * it is left out whole. The same object where there are none.
 */
export const withoutSensitive = (fields: Fields, values: Values): Values => {
  const names = sensitiveNames(fields)
  return names.size
    ? Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)))
    : values
}

/** Whether any of the fields is sensitive or holds what is. */
export const hasSensitive = (fields: Fields): boolean => sensitiveNames(fields).size > 0

export const redacted = '[redacted]'
/**
 * The values with those of sensitive fields replaced, for what shows a call to its developer. The
 * same object where there are none.
 */
export const redactSensitive = (fields: Fields, values: Values): Values => {
  const names = sensitiveNames(fields)
  return names.size
    ? Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, names.has(name) ? redacted : value]),
      )
    : values
}
