import { DefinitionError } from '../error/definition-error.ts'
import { didYouMean } from '../text/nearest.ts'
import type { AnyField, Fields } from '../type/field.ts'
import { t } from '../type/t.ts'
import { refusals, scalars } from './scalar.ts'
import { isFieldName } from './signature-info.ts'

const words: ReadonlyMap<string, AnyField> = new Map(Object.entries(scalars))
const wrong = (text: string, problem: string, fix?: string) =>
  new DefinitionError({
    resource: `Signature '${text.trim()}'`,
    problem,
    ...(fix === undefined ? {} : { fix }),
  })

/** Splits at a character outside brackets and quotes. */
const split = (text: string, sign: string): string[] => {
  const parts: string[] = []
  let [depth, start, quote] = [0, 0, '']
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (quote) quote = character === quote ? '' : quote
    else if (depth > 0 && (character === "'" || character === '"')) quote = character
    else if (character === '[') depth++
    else if (character === ']') depth--
    else if (depth === 0 && text.startsWith(sign, i)) {
      parts.push(text.slice(start, i))
      start = i + sign.length
      i = start - 1
    }
  }
  return [...parts, text.slice(start)]
}

const choices = (text: string, inner: string): readonly [string, ...string[]] => {
  const values = [...inner.matchAll(/\s*(?:'([^']*)'|"([^"]*)"|([^,]*))\s*(?:,|$)/g)]
    .map(([whole, single, double, bare]) => ({ whole, value: single ?? double ?? bare!.trim() }))
    .filter(({ whole, value }) => whole !== '' || value !== '')
    .map(({ value }) => value)
  if (!values.length || values.includes(''))
    throw wrong(text, 'a choice is empty', "Write oneOf[a, b] or Literal['a', 'b'].")
  return values as unknown as readonly [string, ...string[]]
}

const bareNumber = /^(?:[+-]?\d[\d_.eE+-]*|True|False|None)$/
const hasBareNumber = (inner: string): boolean =>
  split(inner, ',').some((value) => bareNumber.test(value.trim()))

/** Why a Python word is not a type here; undefined if it is not a Python word. */
const refusalOf = (word: string): string | undefined => {
  const [, outer = '', inner] = /^(\w+)(?:\[(.*)\])?$/s.exec(word) ?? []
  if (outer === 'Literal' && inner !== undefined && hasBareNumber(inner)) return refusals.Literal
  if (/^(?:dict|Dict|map)$/.test(outer) && inner !== undefined) return refusals.dict
  if (/^(?:set|Set|frozenset)$/.test(outer)) return refusals.set
  if (/^(?:tuple|Tuple)$/.test(outer)) return refusals.tuple
  if (/^(?:Any|object)$/.test(outer)) return refusals.Any
  return outer === 'Union' ? refusals.Union : undefined
}

const isNone = (word: string): boolean => word === 'None' || word === 'null'

/** A type that may allow null: `T?`, `Optional[T]`, `T | None`. */
const nullableOf = (text: string, word: string): AnyField => {
  if (word.endsWith('?')) return typeOf(text, word.slice(0, -1).trim()).nullable()
  const [, inner] = /^Optional\[(.*)\]$/s.exec(word) ?? []
  if (inner !== undefined) return nullableOf(text, inner.trim()).nullable()
  const options = split(word, '|').map((part) => part.trim())
  const [only, ...more] = options.filter((part) => !isNone(part))
  if (options.length === 1) return typeOf(text, word)
  if (only === undefined || more.length)
    throw wrong(text, `"${word}" is not a type: ${refusals.Union}`)
  return nullableOf(text, only).nullable()
}

const typeOf = (text: string, word: string): AnyField => {
  const scalar = words.get(word)
  if (scalar) return scalar
  if (word === 'oneOf[]' || word === 'Literal[]') return t.oneOf(...choices(text, ''))
  if (word.endsWith('[]')) return t.list(typeOf(text, word.slice(0, -2).trim()))
  const [, outer, inner] = /^(\w+)\[(.*)\]$/s.exec(word) ?? []
  const refusal = refusalOf(word)
  if (refusal !== undefined) throw wrong(text, `"${word}" is not a type: ${refusal}`)
  if (outer === 'list' || outer === 'List') return t.list(typeOf(text, inner!.trim()))
  if (outer === 'oneOf' || outer === 'Literal') return t.oneOf(...choices(text, inner!))
  throw wrong(
    text,
    `"${word}" is not a type.${didYouMean(word, [...words.keys(), 'oneOf', 'Optional'])}`,
    'Use string, text, int, float, boolean, date, datetime, map, list[T], T[] or oneOf[a, b], with ? at the end to allow null.',
  )
}

const fieldOf = (text: string, part: string): readonly [string, AnyField] => {
  const [name = '', ...rest] = split(part, ':').map((piece) => piece.trim())
  if (!isFieldName(name))
    throw wrong(
      text,
      `"${name}" is not a valid field name`,
      'Write name: type, separated by commas. A name consists of letters, digits and underscores.',
    )
  const word = rest.length ? rest.join(':') : 'string'
  return [name, nullableOf(text, word)]
}

const side = (text: string, part: string, names: Set<string>): Fields => {
  if (!part.trim()) return {}
  const entries = split(part, ',').map((piece) => fieldOf(text, piece))
  for (const [name] of entries) {
    if (names.has(name))
      throw wrong(
        text,
        `two fields are named "${name}"`,
        'Names must be unique across inputs and outputs.',
      )
    names.add(name)
  }
  return Object.fromEntries(entries)
}

/**
 * Parses `'question, passages: list[string] -> answer: string?'`. Throws `DefinitionError`, which
 * names the place and the correct form.
 */
export const parseSignature = (
  text: string,
): { readonly input: Fields; readonly output: Fields } => {
  const sides = split(text, '->')
  if (sides.length !== 2)
    throw wrong(
      text,
      `it has ${sides.length === 1 ? 'no' : 'more than one'} "->"`,
      'Write inputs, one "->", outputs: question -> answer.',
    )
  const names = new Set<string>()
  const [input, output] = [side(text, sides[0]!, names), side(text, sides[1]!, names)]
  if (!names.size) throw wrong(text, 'it has no fields', 'Write question -> answer.')
  return { input, output }
}
