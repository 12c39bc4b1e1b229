import { type StringPlace, readString } from './json-string.ts'
import { type Loose, LooseObject, NotJsonError, numeralValue, Numeral } from './loose.ts'
import { modelLimits } from '../../text/limits.ts'

const space = /(?:\s|\/\*[^*"']{0,1000}\*\/|(?<=\s)\/\/ [A-Za-z][^"'\n]{0,1000}(?=\n|$))*/y
const word = /[A-Za-z_$][\w$-]*/y
const numeral = /[+-]?[\d.][\w.]*(?:(?<=e)[+-]\d+)?/iy
const words: Readonly<Record<string, null | boolean>> = {
  true: true,
  false: false,
  null: null,
  none: null,
}
const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }
const places: Readonly<Record<string, StringPlace>> = { '[': 'item', '(': 'element' }

/** One pass from left to right that accepts only closed structures and guesses nothing. */
class Reader {
  readonly #text: string
  #at: number
  constructor(text: string, at: number) {
    this.#text = text
    this.#at = at
  }
  get at(): number {
    return this.#at
  }

  value(place: StringPlace, depth: number): Loose {
    if (depth > modelLimits.replyDepth) throw new NotJsonError('it is nested too deep')
    const sign = this.#peek()
    if (sign === '{') return this.#object(depth)
    if (sign === '[' || sign === '(') return this.#list(sign, depth)
    if (sign === '"' || sign === "'") return this.#string(place)
    const number = this.#match(numeral)
    if (number !== undefined && numeralValue(number) === undefined)
      throw new NotJsonError('a number is not a valid number')
    if (number !== undefined) return new Numeral(number)
    const name = this.#match(word)?.toLowerCase()
    if (name === undefined || !Object.hasOwn(words, name))
      throw new NotJsonError(
        sign === '' ? 'it ends too early' : 'a value is missing or not in quotation marks',
      )
    return words[name]!
  }

  #object(depth: number): LooseObject {
    const entries: (readonly [string, Loose])[] = []
    this.#at++
    for (let sign = this.#peek(); sign !== '}'; sign = this.#peek()) {
      const key = sign === '"' || sign === "'" ? this.#string('key') : this.#match(word)
      if (key === undefined)
        throw new NotJsonError(sign === '' ? 'an object is not closed' : 'a key is missing')
      if (this.#peek() !== ':') throw new NotJsonError('a colon is missing after a key')
      this.#at++
      entries.push([key, this.value('member', depth + 1)])
      if (!this.#goesOn('}')) break
    }
    this.#at++
    return new LooseObject(entries)
  }

  #list(open: string, depth: number): Loose[] {
    const close = closers[open]!
    const items: Loose[] = []
    const tight: boolean[] = []
    this.#at++
    while (this.#peek() !== close) {
      items.push(this.value(places[open]!, depth + 1))
      if (!this.#goesOn(close)) break
      tight.push(!/\s/.test(this.#text[this.#at] ?? ''))
    }
    this.#at++
    if (open === '(' && items.length < 2) throw new NotJsonError('it is in parentheses')
    const ambiguous =
      tight.some(Boolean) &&
      tight.some((is) => !is) &&
      items.some(
        (item, i) => tight[i - 1] && item instanceof Numeral && items[i - 1] instanceof Numeral,
      )
    if (ambiguous) throw new NotJsonError('commas may separate items or thousands')
    return items
  }

  /** Skips a comma, which may be trailing; false if the bracket closes. */
  #goesOn(close: string): boolean {
    const sign = this.#peek()
    if (sign === close) return false
    if (sign !== ',')
      throw new NotJsonError(sign === '' ? 'a bracket is not closed' : 'a comma is missing')
    this.#at++
    return true
  }

  #string(place: StringPlace): string {
    const { value, end } = readString(this.#text, this.#at, place)
    this.#at = end
    return value
  }

  #peek(): string {
    space.lastIndex = this.#at
    space.exec(this.#text)
    this.#at = Math.max(this.#at, space.lastIndex)
    return this.#text[this.#at] ?? ''
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const [token] = pattern.exec(this.#text) ?? []
    this.#at += token?.length ?? 0
    return token
  }
}

export interface LooseReading {
  readonly value: Loose
  /** The position after it. */
  readonly end: number
}

/**
 * Reads the JSON list or object at a position in a text. Also accepts forms that have only one
 * possible meaning: single quotes, names without quotes, comments, a trailing comma, Python's
 * literals, tuples and numerals, line breaks in strings. Numbers keep their digits, and repeated
 * keys keep both values. Never closes, inserts or omits anything. Returns the problem if the text
 * is not JSON.
 */
export const readLooseJson = (
  text: string,
  from: number,
): LooseReading | { readonly problem: string } => {
  try {
    const reader = new Reader(text, from)
    return { value: reader.value('whole', 0), end: reader.at }
  } catch (error) {
    if (error instanceof NotJsonError) return { problem: error.message }
    throw error
  }
}

/** The JSON value of a whole text. */
export const looseJson = (
  text: string,
): { readonly value: Loose } | { readonly problem: string } => {
  const trimmed = text.trim()
  const json = readLooseJson(trimmed, 0)
  return 'problem' in json || json.end === trimmed.length
    ? json
    : { problem: 'more text follows it' }
}

/** The text inside a single Markdown fence, otherwise the text itself. */
export const unfenced = (text: string): string => {
  const trimmed = text.trim()
  const fence = ['```', '~~~'].find((mark) => trimmed.startsWith(mark) && trimmed.endsWith(mark))
  const firstLine = trimmed.indexOf('\n')
  const inside =
    fence && firstLine > 0 && firstLine < trimmed.length - fence.length
      ? trimmed.slice(firstLine + 1, -fence.length).trim()
      : undefined
  return inside === undefined || inside.includes(fence!) ? text : inside
}

/** A value without its fence and without a preceding line that ends in a colon. */
export const introduced = (text: string): string => {
  const [, rest] = /^[^\n[\]{}]{1,200}:[ \t]*\r?\n([\s\S]+)$/.exec(text.trim()) ?? []
  return unfenced(rest ?? text).trim()
}
