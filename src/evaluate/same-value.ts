import { deepEqual } from '../text/deep-equal.ts'
import { castField } from '../type/cast-field.ts'
import { type FieldLike, fieldOf, type Fields } from '../type/field.ts'
import type { JsonSchema } from '../type/type.ts'
import { normalizeText } from './normalize-text.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** A value without null members in its objects: a missing member and a null one mean the same. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      (member ?? null) === null ? [] : [[name, withoutNulls(member)]],
    ),
  )
}

/** The field of a prediction's signature, or undefined if the prediction has no signature. */
export const fieldOfPrediction = (prediction: unknown, name: string): FieldLike | undefined => {
  const signature = (prediction as object).constructor as { readonly output?: Fields }
  return typeof signature.output === 'object' && Object.hasOwn(signature.output, name)
    ? signature.output[name]
    : undefined
}

const BOUND = ['enum', 'const', 'format', 'pattern', 'oneOf', 'allOf']
const isProse = ({ type, anyOf, ...schema }: JsonSchema): boolean => {
  if (BOUND.some((keyword) => keyword in schema)) return false
  if (Array.isArray(anyOf))
    return (anyOf as readonly JsonSchema[]).every((part) => part.type === 'null' || isProse(part))
  return (
    type === 'string' ||
    (Array.isArray(type) && type.every((name) => name === 'string' || name === 'null'))
  )
}

/**
 * Whether a field contains free text, rather than a choice or a text in a certain format. For an
 * unknown field, a text counts as free.
 */
const takesProse = (field: FieldLike | undefined): boolean => {
  if (!field) return true
  const { type } = fieldOf(field)
  return isProse(type.outputJsonSchema ?? type.jsonSchema)
}

/** Why the field does not accept a value, in words; undefined if it does. */
export const misfit = (field: FieldLike | undefined, value: unknown): string | undefined => {
  if (!field || value === null) return undefined
  const cast = castField(field, value)
  return cast.ok
    ? undefined
    : cast.issues.map(({ path, message }) => [...path, message].join(' ')).join('; ')
}

/**
 * Whether two values of a field are equal, by the field's own equality after a cast. Objects are
 * equal in any order of their members.
 */
const equalIn = (field: FieldLike | undefined, actual: unknown, expected: unknown): boolean => {
  if (deepEqual(actual, expected)) return true
  if (!field || actual === null || expected === null) return false
  const target = castField(field, expected)
  if (!target.ok || target.value === null) return false
  const wantedValue = withoutNulls(target.value)
  // A schema with a transform may not accept its own results.
  if (deepEqual(actual, wantedValue)) return true
  const got = castField(field, actual)
  return (
    got.ok && got.value !== null && fieldOf(field).type.equal(withoutNulls(got.value), wantedValue)
  )
}

/**
 * Whether an output equals the expected value. If `normalize` is true, free text is compared after
 * `normalizeText`.
 */
export const sameAnswer = (
  field: FieldLike | undefined,
  actual: unknown,
  expected: unknown,
  normalize: boolean,
): boolean =>
  normalize && typeof actual === 'string' && typeof expected === 'string' && takesProse(field)
    ? normalizeText(actual) === normalizeText(expected)
    : equalIn(field, withoutNulls(actual), withoutNulls(expected))
