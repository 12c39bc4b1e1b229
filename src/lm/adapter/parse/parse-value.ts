import { castField } from '../../../type/cast-field.ts'
import { type AnyField, field as fieldOfType } from '../../../type/field.ts'
import type { Json, JsonSchema, Result, Type } from '../../../type/type.ts'
import { spacedJson } from '../spaced-json.ts'
import { producedSchema } from '../type-words.ts'
import { findJson, strictJson, unfenced } from './json-text.ts'
import { bulletItems, commaItems } from './list-text.ts'

/**
 * Casts what a model gave for a field: text, or a value that JSON held. Readings are tried from the literal to the lenient, the first that the type takes counts.
 * Text `null` or `None` is null where the field takes null.
 */
export const parseValue = (field: AnyField, raw: unknown): Result<unknown> => {
  if (typeof raw === 'string' && field.options.nullable && /^\s*(null|none)\s*$/i.test(raw)) return { ok: true, value: null }
  let first: Result<unknown> | undefined
  for (const candidate of candidates(field.type as Type<unknown>, raw)) {
    const result = castField(field, candidate)
    if (result.ok) return result
    first ??= result
  }
  return first ?? castField(field, raw)
}

const candidates = (type: Type<unknown>, raw: unknown): Iterable<unknown> => {
  if (typeof raw !== 'string') return valueCandidates(type, raw)
  const schema = producedSchema(type)
  if (schema.type === 'string') return textCandidates(raw, schema)
  if (schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean') return scalarCandidates(raw)
  if (schema.type === 'array') return listCandidates(type, raw)
  return schema.type === 'object' ? objectCandidates(raw) : unionCandidates(schema, raw)
}

function* valueCandidates(type: Type<unknown>, raw: unknown): Iterable<unknown> {
  yield raw
  if (producedSchema(type).type === 'string') yield typeof raw === 'object' ? spacedJson(raw as Json) : String(raw)
  else if (typeof raw === 'object') yield withoutNulls(raw)
}

const longestWord = 1000

/** Without the quotes, emphasis and full stop around a word. */
const bare = (text: string): string => {
  if (text.length > longestWord) return text
  const word = /^[\s*_`]*(?:(?:Literal|oneOf|str)\[)?\s*(["'`]?)(.*?)\1\s*\]?[\s*_`.]*$/s.exec(unfenced(text))
  return word ? word[2]! : text
}

function* textCandidates(raw: string, schema: JsonSchema): Iterable<unknown> {
  yield raw
  if (schema.enum !== undefined || schema.format !== undefined) yield bare(raw)
}

function* scalarCandidates(raw: string): Iterable<unknown> {
  yield raw
  const word = bare(raw)
  yield word
  if (/^[+-]?\d{1,3}([,_]\d{3})+(\.\d+)?$/.test(word) || /^[+-]?\d[\d_]*(\.\d+)?$/.test(word)) yield word.replaceAll(/[,_]/g, '')
}

function* listCandidates(type: Type<unknown>, raw: string): Iterable<unknown> {
  const text = unfenced(raw).trim()
  if (text.startsWith('[')) yield* found(text, '[')
  const bullets = bulletItems(text)
  if (bullets) yield* items(type, bullets)
  if (!text.startsWith('[')) yield* found(text, '[')
  if (type.of && producedSchema(type.of).type === 'string' && !text.startsWith('{')) yield* items(type, commaItems(text))
}

function* items({ of }: Type<unknown>, texts: readonly string[] | undefined): Iterable<unknown> {
  if (!texts || !of) return
  const results = texts.map((text) => parseValue(fieldOfType(of), /^(["'`]).*\1$/s.test(text) ? text.slice(1, -1) : text))
  if (results.every((result) => result.ok)) yield results.map((result) => result.value)
}

function* objectCandidates(raw: string): Iterable<unknown> {
  yield* found(unfenced(raw), '{')
}

function* unionCandidates(schema: JsonSchema, raw: string): Iterable<unknown> {
  const kinds = Array.isArray(schema.anyOf) ? schema.anyOf.map((option) => (option as JsonSchema).type) : []
  const textOnly = kinds.includes('string') && kinds.every((kind) => kind === 'string' || kind === 'null')
  const strict = textOnly ? undefined : strictJson(unfenced(raw))
  if (strict) yield strict.value
  if (!kinds.includes('string')) yield* [...found(unfenced(raw), '{'), ...found(unfenced(raw), '[')]
  yield raw
}

function* found(text: string, open: '{' | '['): Iterable<unknown> {
  const value = findJson(text, open, (candidate) =>
    open === '[' ? Array.isArray(candidate) : typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate),
  )
  if (value === undefined) return
  yield value
  yield withoutNulls(value)
}

/** A strict response format makes models write null where a field is left out. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([key, part]) => [key, withoutNulls(part)]),
  )
}
