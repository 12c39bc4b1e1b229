import { castField } from '../../type/cast-field.ts'
import type { AnyField } from '../../type/field.ts'
import { isStrict, lenientField } from '../../type/lenient.ts'
import { isSchema } from '../../type/schema-at.ts'
import { type JsonSchema, ok, type Result, type Type } from '../../type/type.ts'
import { itemSchema, optionsOf, properties, readingSchema } from '../schema-parts.ts'
import { fit, fold, isNullWord, plainOf, type Source, wrong } from './fit.ts'
import { introduced, looseJson } from './loose-json.ts'
import { type Loose, LooseObject, Numeral } from './loose.ts'
import { moment, peeled } from './scalar-text.ts'
import { perObject } from '../../text/lazy.ts'

const notSupplied =
  /^not supplied for this (?:particular example|conversation history message)\.?$/i

/**
 * Casts a model's value for a field: text, or a value from JSON or XML. It never changes the
 * meaning: it converts the value to the form of the type's schema, and the type decides.
 */
export const parseValue = (
  field: AnyField,
  value: Loose,
  name: string,
  source: Source,
): Result<unknown> => {
  const type = field.type as Type<unknown>
  const schema = readingSchema(type)
  const { options } = optionsOf(schema)
  if (typeof value === 'string' && notSupplied.test(peeled(value))) return wrong('is not supplied')
  if (typeof value === 'string' && field.options.nullable && isNullWord(value, options))
    return ok(null)
  const own = ownValue(options, value, name)
  const fitted = Object.keys(schema).length
    ? [fit(schema, own, own === value ? source : 'data')]
    : readings(value)
  return firstCast(field, schema, fitted)
}

const firstCast = (
  field: AnyField,
  schema: JsonSchema,
  fitted: readonly Result<unknown>[],
): Result<unknown> => {
  let first: Result<unknown> | undefined
  for (const result of fitted) {
    for (const candidate of result.ok
      ? [result.value, ...(needsDates(field, schema) ? [withDates(schema, result.value)] : [])]
      : []) {
      const cast = castField(withEmptyItems(field), candidate)
      if (cast.ok) return cast
      first ??= cast
    }
    first ??= result
  }
  return first ?? wrong('cannot be read')
}

/** For a schema without information: the text, or its JSON value. */
function readings(value: Loose): Result<unknown>[] {
  if (value instanceof Numeral) return [plainOf(value), ok(value.source)]
  if (typeof value !== 'string') return [plainOf(value)]
  const json = looseJson(introduced(value))
  const word = fit({ type: 'boolean' }, value, 'text')
  const number = fit({ type: 'number' }, value, 'text')
  const list = fit({ type: 'array', items: {} }, value, 'text')
  return [
    ok(value),
    ...[peeled(value)].filter((text) => text !== value).map(ok),
    ...[number, word].filter((result) => result.ok),
    ...('value' in json ? [plainOf(json.value)] : []),
    ...(list.ok ? [list] : []),
  ]
}

/** A list or an object inside an object with the field's name: `{"names": ["Ada"]}`. */
const ownValue = (options: readonly JsonSchema[], value: Loose, name: string): Loose => {
  if (options.length !== 1 || options[0]?.type !== 'array') return value
  const inner =
    typeof value === 'string' && introduced(value).startsWith('{')
      ? looseJson(introduced(value))
      : { value }
  const object = 'value' in inner ? inner.value : undefined
  const [entry, ...more] = object instanceof LooseObject ? object.entries : []
  return entry && !more.length && fold(entry[0]) === fold(name) && Array.isArray(entry[1])
    ? entry[1]
    : value
}

/** An empty text among the items of a list is an item: an empty cell of a table. */
const withEmptyItems = perObject(
  (field: AnyField): AnyField =>
    isStrict(field, 'said') ? field : (lenientField(field, 'said') as AnyField),
)

const isMoment = (schema: JsonSchema): boolean =>
  schema.type === 'string' && schema.format === 'date-time'
const holdsMoment = (schema: JsonSchema, trail: ReadonlySet<JsonSchema> = new Set()): boolean => {
  if (trail.has(schema)) return false
  const deeper = new Set([...trail, schema])
  return optionsOf(schema).options.some(
    (option) =>
      isMoment(option) ||
      [option.items, option.additionalProperties].some(
        (part) => isSchema(part) && holdsMoment(part, deeper),
      ) ||
      Object.values(properties(option)).some((part) => isSchema(part) && holdsMoment(part, deeper)),
  )
}

/** A schema that accepts only dates receives dates. */
const needsDates = (field: AnyField, schema: JsonSchema): boolean =>
  field.type.answerJsonSchema !== undefined && holdsMoment(schema)

const withDates = (schema: JsonSchema, value: unknown): unknown => {
  const option = optionsOf(schema).options.find((one) =>
    typeof value === 'string'
      ? isMoment(one)
      : Array.isArray(value)
        ? one.type === 'array'
        : one.type === 'object' || isSchema(one.properties),
  )
  if (!option || value === null) return value
  if (typeof value === 'string') return moment.test(value.trim()) ? new Date(value) : value
  if (Array.isArray(value)) return value.map((item) => withDates(itemSchema(option), item))
  if (typeof value !== 'object') return value
  const fields = properties(option)
  const schemaOf = (key: string) =>
    Object.hasOwn(fields, key) ? fields[key] : option.additionalProperties
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const own = schemaOf(key)
      return [key, isSchema(own) ? withDates(own, part) : part]
    }),
  )
}
