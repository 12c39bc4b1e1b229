import type { Kind } from '../task.ts'
import { compilePattern, sampleOf } from './pattern.ts'
import { type Filled, type FillRequest, inputText } from './request.ts'

const characters = (text: string): number => [...text].length

/** How much of an input is looked through for a text that fits a pattern. */
const MOST_SEARCHED = 20_000
const LONGEST_CANDIDATE = 100

/**
 * Values for the formats of JSON Schema whose form is not free, where the text holds none. The
 * names are those that RFC 2606 keeps for examples.
 */
const FORMATS: Readonly<Record<string, string>> = {
  email: 'nobody@example.invalid',
  uri: 'https://example.invalid/',
  url: 'https://example.invalid/',
  hostname: 'example.invalid',
  ipv4: '0.0.0.0',
  ipv6: '::',
  time: '00:00:00Z',
  duration: 'PT0S',
  uuid: '00000000-0000-0000-0000-000000000000',
}

const SHAPES: Readonly<Record<string, RegExp>> = {
  email: /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/,
  uri: /https?:\/\/[^\s<>"')\]]+/,
  url: /https?:\/\/[^\s<>"')\]]+/,
  ipv4: /\b\d{1,3}(?:\.\d{1,3}){3}\b/,
  uuid: /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/i,
}

/**
 * The beginning of a text within so many characters, and no fewer than the least: cut at a
 * sentence's end, else before a word, else anywhere.
 */
const cut = (text: string, most: number, least: number): string => {
  const points = [...text]
  if (points.length <= most) return text
  const head = points.slice(0, most).join('')
  const sentence = /^[\s\S]*[.!?](?=\s)/.exec(`${head}${points[most] ?? ''}`)?.[0] ?? ''
  if (characters(sentence) >= Math.max(least, most / 2)) return sentence
  const word = /\s/.test(points[most] ?? '') ? head : (/^[\s\S]*(?=\s)/.exec(head)?.[0] ?? '')
  const whole = word.replace(/[\s,;:–—-]{1,10}$/, '')
  return characters(whole) >= Math.max(1, least) ? whole : head.replace(/^\s|\s$/g, '.')
}

/** A text of at least so many characters: what the input says further, then full stops. */
const lengthened = (text: string, least: number, request: FillRequest): string => {
  const missing = least - characters(text)
  if (missing <= 0) return text
  const input = inputText(request.task.query).replace(/\s+/g, ' ').trim()
  const at = input.indexOf(text)
  const further = (at < 0 ? `${text} ${input}` : input.slice(at)).trimEnd()
  const points = [...further]
  const rest = points.slice(least).join('')
  const longer = points.slice(0, least).join('') + (/^\S*/.exec(rest)?.[0] ?? '')
  return characters(longer) < least ? longer + '.'.repeat(least - characters(longer)) : longer
}

const candidates = (value: string, request: FillRequest): string[] => {
  const input = inputText(request.task.query).slice(0, MOST_SEARCHED)
  const tokens = [
    ...new Set(input.split(/[\s,;:()"'<>]+/).map((token) => token.replace(/[.!?]+$/, ''))),
  ]
  const own = value.split(/\s+/)
  const kebab = value
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  return [
    ...own,
    kebab,
    kebab.replaceAll('-', '_'),
    kebab.replaceAll('-', ''),
    ...own.map((word) => word.toLowerCase()),
    ...tokens,
  ].flatMap((candidate) =>
    [
      candidate,
      candidate.toLowerCase(),
      candidate.toUpperCase(),
      candidate.replace(/^\p{L}/u, (letter) => letter.toUpperCase()),
    ].filter((form) => form && form.length <= LONGEST_CANDIDATE),
  )
}

const byPattern = (
  value: string,
  kind: Kind,
  fits: (text: string) => boolean,
  request: FillRequest,
): Filled | undefined => {
  if (!kind.pattern) return undefined
  const match = candidates(value, request).find(fits)
  if (match !== undefined) return { value: match, evidence: match, confidence: 0.5 }
  return undefined
}

const ofFormat = (value: string, kind: Kind, request: FillRequest): Filled | undefined => {
  const shape = SHAPES[kind.format ?? '']
  const match = shape?.exec(value) ?? shape?.exec(inputText(request.task.query))
  if (match) return { value: match[0], evidence: match[0], confidence: 0.7 }
  const fallback = FORMATS[kind.format ?? '']
  if (fallback === undefined) return undefined
  return kind.nullable
    ? { value: null, confidence: 0.1 }
    : {
        value: fallback,
        evidence: `the input holds no ${kind.format}; ${fallback} stands for none`,
        confidence: 0,
      }
}

/**
 * A text within its limits: of its format; matching its pattern, by the value itself, else a word
 * of it or of the input as it is, in small or in large letters, else null where that may be, else
 * the shortest text of the pattern's form; cut at the end of a sentence or a word; lengthened by
 * what the input says further.
 */
export const limitText = (filled: Filled, request: FillRequest): Filled => {
  const { kind } = request.field
  const formatted = kind.format ? (ofFormat(String(filled.value), kind, request) ?? filled) : filled
  if (formatted.value === null) return formatted
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = kind
  const expression = kind.pattern && compilePattern(kind.pattern)
  const fits = (text: string): boolean => {
    const length = characters(text.trim())
    return (
      length >= Math.max(1, minLength) &&
      length <= maxLength &&
      (!expression || text.trim().search(expression) >= 0)
    )
  }
  // Half a character, which a cut can leave, is not valid text.
  const text = String(formatted.value)
    .replace(/\p{Surrogate}/gu, '')
    .trim()
  if (fits(text)) return { ...formatted, value: text }
  const sized = cut(lengthened(text, minLength, request), maxLength, minLength).trim()
  if (fits(sized)) return { ...formatted, value: sized }
  const matched = byPattern(text, kind, fits, request)
  if (matched) return matched
  if (kind.nullable)
    return { value: null, evidence: 'nothing in the input has the form asked for', confidence: 0.1 }
  const sample = kind.pattern && sampleOf(kind.pattern, fits)
  if (sample !== undefined)
    return { value: sample, evidence: 'nothing in the input has the form asked for', confidence: 0 }
  return { ...formatted, value: sized }
}
