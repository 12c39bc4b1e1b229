import { castField } from '../../../type/cast-field.ts'
import { type AnyField, field as fieldOfType } from '../../../type/field.ts'
import type { Json, JsonSchema, Result, Type } from '../../../type/type.ts'
import { spacedJson } from '../spaced-json.ts'
import { producedSchema } from '../type-words.ts'
import { findJson, strictJson, unfenced } from './json-text.ts'
import { bulletItems, commaItems } from './list-text.ts'
import { mendValue } from './mend-value.ts'
import { scalarReadings } from './scalar-text.ts'

/**
 * Casts what a model gave for a field: text, or a value that JSON held. Readings are tried from the literal to the lenient, the first that the type takes counts.
 * Text `null` or `None` is null where the field takes null, `N/A` too where it is no text.
 */
export const parseValue = (field: AnyField, raw: unknown): Result<unknown> => {
  const type = field.type as Type<unknown>
  if (typeof raw === 'string' && field.options.nullable && isNull(raw, type)) return { ok: true, value: null }
  let first: Result<unknown> | undefined
  for (const candidate of candidates(type, raw)) {
    const result = castField(field, candidate)
    if (result.ok) return result
    first ??= result
  }
  return first ?? castField(field, raw)
}

const isNull = (text: string, type: Type<unknown>): boolean =>
  producedSchema(type).type === 'string' ? /^\s*(null|none)\s*$/i.test(text) : /^\s*(["'`]?)(null|none|nil|n\/a)\1\.?\s*$/i.test(text)

const candidates = (type: Type<unknown>, raw: unknown): Iterable<unknown> => {
  if (typeof raw !== 'string') return valueCandidates(type, raw)
  const schema = producedSchema(type)
  if (schema.type === 'array') return listCandidates(type, raw)
  if (schema.type === 'object') return found(schema, unfenced(raw), '{')
  return schema.type === undefined ? unionCandidates(schema, raw) : scalarReadings(schema, raw)
}

function* valueCandidates(type: Type<unknown>, raw: unknown): Iterable<unknown> {
  const schema = producedSchema(type)
  yield raw
  // JSON held it, so it is JSON.
  const text = spacedJson(raw as Json)
  if (schema.type === 'string') yield text
  else if (typeof raw === 'object') yield mendValue(schema, raw)
  else yield* scalarReadings(schema, text)
}

function* listCandidates(type: Type<unknown>, raw: string): Iterable<unknown> {
  const schema = producedSchema(type)
  const text = unfenced(raw).trim()
  if (/^(null|none|n\/a)\.?$/i.test(text)) {
    yield []
    return
  }
  const bullets = bulletItems(text)
  if (bullets) yield* items(type, bullets)
  yield* found(schema, text, '[')
  if (type.of && isWord(type.of) && !text.startsWith('{') && !text.startsWith('[')) yield* items(type, commaItems(text))
}

/** Whether items of this type are written on one line, with commas between them. */
const isWord = (type: Type<unknown>): boolean => ['string', 'integer', 'number', 'boolean'].some((kind) => kind === producedSchema(type).type)

function* items({ of }: Type<unknown>, texts: readonly string[] | undefined): Iterable<unknown> {
  if (!texts || !of) return
  const results = texts.map((text) => parseValue(fieldOfType(of), text))
  if (results.every((result) => result.ok)) yield results.map((result) => result.value)
}

function* unionCandidates(schema: JsonSchema, raw: string): Iterable<unknown> {
  const kinds = Array.isArray(schema.anyOf) ? schema.anyOf.map((option) => (option as JsonSchema).type) : []
  const textOnly = kinds.includes('string') && kinds.every((kind) => kind === 'string' || kind === 'null')
  const strict = textOnly ? undefined : strictJson(unfenced(raw))
  if (strict) yield strict.value
  if (!kinds.includes('string')) yield* [...found(schema, unfenced(raw), '{'), ...found(schema, unfenced(raw), '[')]
  yield raw
}

function* found(schema: JsonSchema, text: string, open: '{' | '['): Iterable<unknown> {
  const value = findJson(text, open, (candidate) =>
    open === '[' ? Array.isArray(candidate) : typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate),
  )
  if (value === undefined) return
  yield value
  yield mendValue(schema, value)
}
