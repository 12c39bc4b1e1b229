import { deepEqual } from '../text/deep-equal.ts'
import { castField } from '../type/cast-field.ts'
import { type FieldLike, fieldOf, type Fields } from '../type/field.ts'
import type { JsonSchema } from '../type/type.ts'
import { normalizeText } from './normalize-text.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** A value whose objects have no members that are null: a member that is left out and one that is null say the same. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      (member ?? null) === null ? [] : [[name, withoutNulls(member)]],
    ),
  )
}

/** The field of a prediction's signature, or undefined where the prediction is an object of no signature. */
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

/** Whether a field holds free text, not one of certain values or a text of a certain form. Of an unknown field, a text is taken to be free. */
export const takesProse = (field: FieldLike | undefined): boolean => {
  if (!field) return true
  const { type } = fieldOf(field)
  return isProse(type.outputJsonSchema ?? type.jsonSchema)
}

/** What the field does not take of a value, in words; undefined where it takes it. */
export const misfit = (field: FieldLike | undefined, value: unknown): string | undefined => {
  if (!field || value === null) return undefined
  const cast = castField(field, value)
  return cast.ok
    ? undefined
    : cast.issues.map(({ path, message }) => [...path, message].join(' ')).join('; ')
}

/** Whether two values of a field are equal: by the field's own equality, once both are cast. Objects are equal in any order of their members. */
const equalIn = (field: FieldLike | undefined, given: unknown, expected: unknown): boolean => {
  if (deepEqual(given, expected)) return true
  if (!field || given === null || expected === null) return false
  const wanted = castField(field, expected)
  if (!wanted.ok || wanted.value === null) return false
  const wantedValue = withoutNulls(wanted.value)
  // What a schema transforms is given transformed: it may not take what it gives.
  if (deepEqual(given, wantedValue)) return true
  const got = castField(field, given)
  return (
    got.ok && got.value !== null && fieldOf(field).type.equal(withoutNulls(got.value), wantedValue)
  )
}

/** Whether what a module gave is what was expected. Free text is compared by `normalizeText` where `normalize` says so. */
export const sameValue = (
  field: FieldLike | undefined,
  given: unknown,
  expected: unknown,
  normalize: boolean,
): boolean =>
  normalize && typeof given === 'string' && typeof expected === 'string' && takesProse(field)
    ? normalizeText(given) === normalizeText(expected)
    : equalIn(field, withoutNulls(given), withoutNulls(expected))
