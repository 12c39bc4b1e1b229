import { deepEqual } from '../../text/deep-equal.ts'
import { prefixIssues } from '../../type/redact.ts'
import { isSchema } from '../../type/schema-at.ts'
import { type JsonSchema, ok, type Result } from '../../type/type.ts'
import { itemSchema, optionsOf, properties } from '../schema-parts.ts'
import { listedItems } from './list-text.ts'
import { introduced, looseJson } from './loose-json.ts'
import { exactNumberOf, type Loose, LooseObject, Numeral } from './loose.ts'
import { choicesOf, scalarOf } from './scalar-text.ts'

/** A name without case and symbols. */
export const fold = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
const isScalar = ({ type, format, enum: values, const: value }: JsonSchema): boolean =>
  type === 'integer' ||
  type === 'number' ||
  type === 'boolean' ||
  values !== undefined ||
  value !== undefined ||
  (type === 'string' && format !== undefined)

export const wrong = (message: string, path: readonly (string | number)[] = []): Result<never> => ({
  ok: false,
  issues: [{ path, code: 'answer', message, variables: {} }],
})
const at = (key: string | number, result: Result<unknown>): Result<unknown> =>
  result.ok ? result : { ok: false, issues: prefixIssues([key], result.issues) }

/**
 * Whether strings are text that may represent a value of another type, or data that already has its
 * type, as in JSON.
 */
export type Source = 'text' | 'data'

const isChoice = (schema: JsonSchema, text: string): boolean =>
  choicesOf(schema) !== undefined && scalarOf(schema, text) !== undefined

/**
 * Whether a text represents null. No choice may have that name, and a text field accepts fewer
 * words, since `N/A` may be a value.
 */
export const isNullWord = (text: string, options: readonly JsonSchema[]): boolean =>
  !options.some((option) => isChoice(option, text)) &&
  (options.some(({ type, enum: values }) => type === 'string' && values === undefined)
    ? /^\s*(?:null|none)\s*$/i.test(text)
    : /^\s*(["'`]?)(?:null|none|nil|n\/a)\1\.?\s*$/i.test(text))

/**
 * Converts a model's value to plain data of the schema: names in another case, numbers and booleans
 * as words, texts that contain JSON or a list. Missing values stay missing. Rejects values that the
 * schema does not allow, and values that appear twice and differ.
 */
export const fit = (schema: JsonSchema, value: Loose, source: Source): Result<unknown> => {
  const { options, nullable } = optionsOf(schema)
  if (typeof value === 'string' && nullable && isNullWord(value, options)) return ok(null)
  if (value === null)
    return nullable || !options.some(({ type }) => type !== undefined)
      ? ok(null)
      : wrong('must not be null')
  const [only] = options
  if (options.length > 1) return fitUnion(options, value, source)
  return only ? fitOne(only, value, source) : wrong('must be null')
}

const hasUnknownKeys = (schema: JsonSchema, value: Loose): boolean =>
  value instanceof LooseObject &&
  isSchema(schema.properties) &&
  value.entries.some(([key]) => nameIn(properties(schema), key) === undefined)

const isPlainText = ({ type, format, enum: values, const: value }: JsonSchema): boolean =>
  type === 'string' && format === undefined && values === undefined && value === undefined

/**
 * The first option that fits: options that know all keys first, and free text, which accepts
 * everything, last. A string of data that an option accepts unchanged is not converted.
 */
const fitUnion = (
  options: readonly JsonSchema[],
  value: Loose,
  source: Source,
): Result<unknown> => {
  if (
    source === 'data' &&
    typeof value === 'string' &&
    options.some((option) => isPlainText(option) || choicesOf(option)?.includes(value))
  )
    return ok(value)
  const free = options.some(isPlainText)
  const rank = (option: JsonSchema) =>
    isPlainText(option) ? 2 : hasUnknownKeys(option, value) ? 1 : 0
  for (const option of options.toSorted((left, right) => rank(left) - rank(right))) {
    if (free && typeof value === 'string' && isScalar(option) && !isVerbatim(option, value))
      continue
    const result = fitOne(option, value, source)
    if (result.ok) return result
  }
  return wrong('does not fit any of its allowed forms')
}

/**
 * If free text is an option too, a text becomes another value only if it represents exactly that
 * value, so that no digit is lost.
 */
const isVerbatim = (option: JsonSchema, text: string): boolean => {
  const value = scalarOf(option, text)
  return value !== undefined && String(value) === text.trim()
}

const fitOne = (schema: JsonSchema, value: Loose, source: Source): Result<unknown> => {
  if (isScalar(schema)) return fitScalar(schema, value)
  if (schema.type === 'string') return fitText(value)
  if (schema.type === 'array') return fitList(schema, value, source)
  if (schema.type === 'object' || isSchema(schema.properties))
    return fitObject(schema, value, source)
  return Array.isArray(schema.allOf)
    ? fitAll(schema.allOf.filter(isSchema), value, source)
    : plainOf(value)
}

/** Of an intersection, only the keys that all of its objects know together can be read. */
const fitAll = (parts: readonly JsonSchema[], value: Loose, source: Source): Result<unknown> => {
  const joined = Object.assign({}, ...parts.map(properties)) as JsonSchema
  const required = parts.flatMap((part) => (Array.isArray(part.required) ? part.required : []))
  return Object.keys(joined).length
    ? fitObject({ type: 'object', properties: joined, required }, value, source)
    : plainOf(value)
}

const needs = (schema: JsonSchema): string => {
  const values = choicesOf(schema)
  if (values) return `must be one of: ${values.map(String).join('; ')}`
  if (schema.format === 'date-time')
    return 'must be a date and time with its zone, such as 2026-01-31T12:00:00Z'
  if (schema.type === 'string') return 'must be text'
  return schema.type === 'boolean'
    ? 'must be true or false'
    : schema.type === 'integer'
      ? 'must be an integer'
      : 'must be a number'
}

const fitScalar = (schema: JsonSchema, source: Loose): Result<unknown> => {
  const text =
    source instanceof Numeral
      ? source.source
      : typeof source === 'boolean'
        ? String(source)
        : source
  const isNumber = schema.type === 'integer' || schema.type === 'number'
  const value =
    typeof text !== 'string' || (typeof source === 'boolean' && isNumber)
      ? undefined
      : scalarOf(schema, text)
  return value === undefined ? wrong(needs(schema)) : ok(value)
}

const fitText = (value: Loose): Result<unknown> => {
  if (typeof value === 'string') return ok(value)
  if (value instanceof Numeral) return ok(value.source)
  return typeof value === 'boolean' ? ok(String(value)) : wrong('must be text')
}

const all = (results: readonly Result<unknown>[]): Result<unknown[]> => {
  const issues = results.flatMap((result) => (result.ok ? [] : result.issues))
  return issues.length
    ? { ok: false, issues }
    : ok(results.map((result) => (result as { readonly value: unknown }).value))
}

const fitList = (schema: JsonSchema, value: Loose, source: Source): Result<unknown> => {
  const [items, from] = typeof value === 'string' ? itemsIn(schema, value) : [value, source]
  if (!Array.isArray(items)) return wrong('must be a list')
  const of = (index: number) =>
    Array.isArray(schema.prefixItems) ? schema.prefixItems[index] : undefined
  return all(
    items.map((item, index) => {
      const own = of(index)
      return at(index, fit(isSchema(own) ? own : itemSchema(schema), item, from))
    }),
  )
}

/** A list must be the whole text: in brackets, as bullets, in lines, with commas. */
const itemsIn = (
  schema: JsonSchema,
  text: string,
): readonly [items: Loose | undefined, source: Source] => {
  const inside = introduced(text)
  const listed = listedItems(
    inside,
    optionsOf(itemSchema(schema)).options.every(({ type }) =>
      ['string', 'integer', 'number', 'boolean'].includes(String(type)),
    ),
  )
  if (listed || !/^[[({]/.test(inside)) return [listed, 'text']
  const json = looseJson(inside)
  return ['value' in json ? json.value : undefined, 'data']
}

/**
 * The property that a key means: the exact name, or the only one that differs just in case and
 * symbols.
 */
const nameIn = (fields: JsonSchema, key: string): string | undefined => {
  if (Object.hasOwn(fields, key)) return key
  const near = Object.keys(fields).filter((name) => fold(name) === fold(key))
  return near.length === 1 && fold(key) ? near[0] : undefined
}

const objectIn = (text: string): Loose | undefined => {
  const inside = introduced(text)
  const json = inside.startsWith('{') ? looseJson(inside) : { problem: '' }
  return 'value' in json ? json.value : undefined
}

/** The object inside a wrapper object: `{"result": {…}}`. */
const unwrapped = (fields: JsonSchema, object: LooseObject): LooseObject => {
  const [entry, ...more] = object.entries
  const inner =
    entry && more.length === 0 && nameIn(fields, entry[0]) === undefined ? entry[1] : undefined
  return inner instanceof LooseObject &&
    inner.entries.some(([key]) => nameIn(fields, key) !== undefined)
    ? inner
    : object
}

const fitObject = (schema: JsonSchema, value: Loose, source: Source): Result<unknown> => {
  const [object, from] =
    typeof value === 'string' ? [objectIn(value), 'data' as const] : [value, source]
  if (!(object instanceof LooseObject)) return wrong('must be an object')
  const fields = properties(schema)
  const closed = Object.keys(fields).length > 0 && (schema.additionalProperties ?? false) === false
  return closed
    ? fitKnown(schema, fields, unwrapped(fields, object), from)
    : fitFree(schema, fields, object, from)
}

const fitKnown = (
  schema: JsonSchema,
  fields: JsonSchema,
  object: LooseObject,
  source: Source,
): Result<unknown> => {
  const groups = Map.groupBy(object.entries, ([key]) => nameIn(fields, key))
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  const optional = Object.keys(fields).filter((name) => !required.has(name))
  const strangers = groups.has(undefined)
  groups.delete(undefined)
  if (!groups.size && (strangers || required.size)) return wrong('has none of its fields')
  if (strangers && optional.some((name) => !groups.has(name)))
    return wrong('has an unknown field and lacks a known one')
  return joined(
    [...groups].map(
      ([name, entries]) =>
        [name!, fields[name!] as JsonSchema, entries.map(([, part]) => part)] as const,
    ),
    source,
  )
}

/** An object with free keys: known keys follow their schemas, and the rest stays unchanged. */
const fitFree = (
  schema: JsonSchema,
  fields: JsonSchema,
  object: LooseObject,
  source: Source,
): Result<unknown> => {
  const rest = isSchema(schema.additionalProperties) ? schema.additionalProperties : {}
  const groups = Map.groupBy(object.entries, ([key]) => key)
  return joined(
    [...groups].map(
      ([key, entries]) =>
        [
          key,
          Object.hasOwn(fields, key) && isSchema(fields[key]) ? fields[key] : rest,
          entries.map(([, part]) => part),
        ] as const,
    ),
    source,
  )
}

const takesNull = (schema: JsonSchema): boolean =>
  optionsOf(schema).nullable || !Object.keys(schema).length

/**
 * Fits each part. If a field is optional but not nullable, null means that it is missing: a strict
 * response format makes models write it.
 */
const joined = (
  parts: readonly (readonly [name: string, schema: JsonSchema, given: readonly Loose[]])[],
  source: Source,
): Result<unknown> => {
  const present = parts.filter(
    ([, schema, spoken]) => takesNull(schema) || spoken.some((part) => part !== null),
  )
  const values = all(
    present.map(([name, schema, spoken]) =>
      at(name, agreed(spoken.map((part) => fit(schema, part, source)))),
    ),
  )
  return values.ok
    ? ok(Object.fromEntries(present.map(([name], index) => [name, values.value[index]])))
    : values
}

/** The value if all repetitions are equal. */
export const agreed = (results: readonly Result<unknown>[]): Result<unknown> => {
  const values = all(results)
  if (!values.ok) return values
  return values.value.every((value) => deepEqual(value, values.value[0]))
    ? ok(values.value[0])
    : wrong('appears twice with different values')
}

/**
 * Data of unknown form, unchanged. Rejects a number with more digits than JavaScript can represent.
 */
export const plainOf = (loose: Loose): Result<unknown> => {
  if (loose instanceof Numeral) {
    const value = exactNumberOf(loose.source)
    return value === undefined
      ? wrong('contains a number with more digits than can be represented')
      : ok(value)
  }
  if (loose instanceof LooseObject) return fitFree({}, {}, loose, 'data')
  return Array.isArray(loose)
    ? all(loose.map((item, index) => at(index, plainOf(item))))
    : ok(loose)
}
