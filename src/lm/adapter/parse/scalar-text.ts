import type { JsonSchema } from '../../../type/type.ts'
import { unfenced } from './json-text.ts'

const longestWord = 1000

/** Without the quotes, emphasis, bullet and full stop around a word. */
const bare = (text: string): string => {
  if (text.length > longestWord) return text
  const word = /^[\s*_`]*(?:[-•]\s+)?(?:(?:Literal|oneOf|str)\[)?\s*(["'`]?)(.*?)\1\s*\]?[\s*_`.]*$/s.exec(unfenced(text))
  return word ? word[2]! : text
}

/** The first line, where a blank line parts it from what follows: a value that was explained although nobody asked. */
const beforeProse = (text: string): string | undefined => /^\s*(\S[^\n]*?)[^\S\n]*\n[^\S\n]*\n/.exec(text.slice(0, longestWord))?.[1]

const readings = (raw: string): string[] => {
  const first = beforeProse(raw)
  return [raw, bare(raw), ...(first === undefined ? [] : [bare(first)])]
}

const grouped = /^[+-]?\d{1,3}([,_]\d{3})+(\.\d+)?$/
const underscored = /^[+-]?\d[\d_]*(\.\d+)?$/

const plainNumber = (text: string, whole: boolean): string => {
  const signed = text.trim().replace(/^\u2212/, '-')
  const digits = grouped.test(signed) || underscored.test(signed) ? signed.replaceAll(/[,_]/g, '') : signed
  return whole ? digits.replace(/\.0+$/, '') : digits
}

const yes = new Set(['true', 'yes', 'y', 't', 'on', '1'])
const no = new Set(['false', 'no', 'n', 'f', 'off', '0'])

const truth = (text: string): unknown => {
  const word = text.trim().toLowerCase().replace(/[.!]$/, '')
  return yes.has(word) ? true : no.has(word) ? false : text
}

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The only value that is the same but for case, spaces and signs. */
const choice = (text: string, values: readonly unknown[]): unknown => {
  const folded = fold(text)
  const same = folded ? values.filter((value) => typeof value === 'string' && fold(value) === folded) : []
  return same.length === 1 ? same[0] : text
}

/** What a text may stand for where the schema wants a number, a boolean or one of a few values: the literal reading first, then more lenient ones. */
export const scalarReadings = (schema: JsonSchema, raw: string): unknown[] => {
  const { type, enum: values } = schema
  const texts = readings(raw)
  if (type === 'boolean') return [raw, ...texts.map(truth)]
  if (type === 'integer' || type === 'number') return [...texts, ...texts.map((text) => plainNumber(text, type === 'integer'))]
  if (Array.isArray(values)) return [...texts, ...texts.map((text) => choice(text, values))]
  if (schema.format === 'date') return [...texts, ...texts.map((text) => text.replace(/^(\d{4}-\d\d-\d\d)[T ].*$/, '$1'))]
  return schema.format === undefined ? [raw] : texts
}
