import type { JsonSchema } from '../../type/type.ts'
import { unfenced } from './loose-json.ts'

const longestWord = 1000
const pairs: readonly (readonly [string, string])[] = [
  ['**', '**'],
  ['__', '__'],
  ['*', '*'],
  ['_', '_'],
  ['`', '`'],
  ['"', '"'],
  ["'", "'"],
  ['\u201c', '\u201d'],
  ['«', '»'],
]

/** Without the fence, and without quotes and emphasis on both sides. */
export const peeled = (text: string): string => {
  let word = unfenced(text).trim()
  for (let layer = 0; layer < 4 && word.length <= longestWord; layer++) {
    const pair = pairs.find(
      ([open, close]) =>
        word.length > open.length + close.length && word.startsWith(open) && word.endsWith(close),
    )
    if (!pair) return word
    word = word.slice(pair[0].length, -pair[1].length).trim()
  }
  return word
}

/** A value with an unrequested explanation: the first line, and the prose after a blank line. */
const explained = (
  text: string,
): { readonly value: string; readonly prose: string } | undefined => {
  const [, value, prose] =
    /^\s*(\S[^\n]*?)[^\S\n]*\n[^\S\n]*\n\s*(\p{Lu}\p{L}*[\s,'’][\s\S]*)$/u.exec(
      text.slice(0, longestWord),
    ) ?? []
  return value === undefined || prose === undefined || text.length > longestWord
    ? undefined
    : { value, prose }
}

type Read = (text: string) => unknown

/** Reads a text, or the value before an explanation that names no other value. */
const readOr = (text: string, read: Read, another: (prose: string) => boolean): unknown => {
  const value = read(text)
  if (value !== undefined) return value
  const parts = explained(text)
  return parts && !another(parts.prose) ? read(parts.value) : undefined
}

const grouped = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/
const plain = /^[+-]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:_\d{3})+)(?:\.\d+)?(?:e[+-]?\d+)?$/i

const readNumber =
  (whole: boolean): Read =>
  (text) => {
    const word = peeled(text).replace(/^\u2212/, '-')
    const digits = whole ? word.replace(/(?<=\d)\.(?:0{1,2})?$/, '') : word
    if (!grouped.test(digits) && !plain.test(digits)) return undefined
    if (whole && /\.\d*$/.test(digits)) return undefined
    const value = Number(digits.replaceAll(/[,_]/g, '')) + 0
    return whole
      ? Number.isSafeInteger(value)
        ? value
        : undefined
      : Number.isFinite(value)
        ? value
        : undefined
  }

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  false: false,
  no: false,
  off: false,
  0: false,
}
const readTruth: Read = (text) => truths[peeled(text).toLowerCase().replace(/[.!]$/, '')]

/**
 * Separators between letters may differ: `Late_Delivery` is `late delivery`. All other symbols
 * count.
 */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/(?<=\p{L})[\s_-]+(?=\p{L})/gu, '')

const sameChoice = (values: readonly unknown[], word: string): unknown => {
  const exact = values.find((value) => String(value) === word)
  if (exact !== undefined) return exact
  const same = values.filter((value) => fold(String(value)) === fold(word))
  return same.length === 1 ? same[0] : undefined
}

const wrapper = /^(?:Literal|oneOf|str|enum)\[(.*)\]$/s

const readChoice =
  (values: readonly unknown[]): Read =>
  (text) => {
    const word = peeled(text)
    const inner = wrapper.exec(word)?.[1]
    const answer = /^(?:the\s+)?(?:final\s+)?answer\s*:\s*(\S.*)$/i.exec(word)?.[1]
    const forms = [
      text.trim(),
      word,
      ...(answer === undefined ? [] : [peeled(answer)]),
      ...(inner === undefined ? [] : [peeled(inner)]),
      ...(word.endsWith('.') ? [peeled(word.slice(0, -1))] : []),
    ]
    return forms.map((form) => sameChoice(values, form)).find((value) => value !== undefined)
  }

const words = (text: string): string =>
  ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `
const namesChoice = (values: readonly unknown[]) => (prose: string) =>
  values.some((value) => words(prose).includes(words(String(value))))

const time = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?$/i

/** A point in time needs its zone; a date alone means midnight in UTC, by the standard. */
export const moment =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?\s?(?:Z|[+-]\d\d:?\d\d))?$/i

/** The values that a schema lists; undefined if it lists none. */
export const choicesOf = (schema: JsonSchema): readonly unknown[] | undefined =>
  schema.const === undefined
    ? Array.isArray(schema.enum)
      ? schema.enum.filter((value) => value !== null)
      : undefined
    : [schema.const]

/**
 * The value of a text for a schema of numbers, booleans, listed values or formatted text. Never
 * drops anything that could belong to the value; undefined if the text is not such a value.
 */
export const scalarOf = (schema: JsonSchema, text: string): unknown => {
  const values = choicesOf(schema)
  if (values) return readOr(text, readChoice(values), namesChoice(values))
  if (schema.type === 'boolean')
    return readOr(text, readTruth, (prose) => /\b(?:true|false|yes|no)\b/i.test(prose))
  if (schema.type === 'integer' || schema.type === 'number')
    return readOr(text, readNumber(schema.type === 'integer'), (prose) => /\p{N}/u.test(prose))
  if (schema.format === undefined) return text
  const word = peeled(text)
  if (schema.format === 'date-time' && schema.pattern === undefined && !moment.test(word))
    return undefined
  return schema.format === 'date' ? word.replace(time, '$1') : word
}
