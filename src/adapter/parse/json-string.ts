import { NotJsonError } from './loose.ts'

/** The position of a string decides what may follow it. */
export type StringPlace = 'key' | 'member' | 'item' | 'element' | 'whole'

const spacing = String.raw`(?:\s|/\*[^*"']{0,1000}\*/|(?<=\s)// [A-Za-z][^"'\n]{0,1000}(?=\n|$))*`
const next = {
  key: new RegExp(`${spacing}:`, 'y'),
  member: new RegExp(
    String.raw`${spacing}(?:\}|,${spacing}(?:["'}]|[A-Za-z_$][\w$-]{0,80}\s*:))`,
    'y',
  ),
  item: new RegExp(
    String.raw`${spacing}(?:\]|,${spacing}(?:["'\][{(\d.+-]|(?:true|false|null|none)\b))`,
    'iy',
  ),
  element: new RegExp(
    String.raw`${spacing}(?:\)|,${spacing}(?:["')[{(\d.+-]|(?:true|false|null|none)\b))`,
    'iy',
  ),
  whole: /\s*$/y,
} as const satisfies Record<StringPlace, RegExp>

const endsAt = (text: string, at: number, place: StringPlace): boolean => {
  next[place].lastIndex = at
  return next[place].test(text)
}

const opensQuotation = (text: string, at: number, start: number): boolean =>
  (at === start + 1 || /[\s([>:=-]/.test(text[at - 1]!)) && /[^\s"]/.test(text[at + 1] ?? ' ')
const closesQuotation = (text: string, at: number): boolean =>
  /[^\s"]/.test(text[at - 1]!) && /[\s.,;:!?)\]<-]/.test(text[at + 1] ?? ' ')
const isApostrophe = (text: string, at: number): boolean =>
  /\p{L}/u.test(text[at - 1]!) && /\p{L}/u.test(text[at + 1] ?? '')

/**
 * Reads a string in double or single quotes. An unescaped quotation mark inside is kept if its
 * meaning is clear: in pairs that open before a word and close after one, or as an apostrophe. An
 * unclosed string is an error.
 */
export const readString = (
  text: string,
  start: number,
  place: StringPlace,
): { readonly value: string; readonly end: number } => {
  const quote = text[start]!
  if (text.startsWith(quote.repeat(3), start))
    throw new NotJsonError('a string is in triple quotation marks')
  let inner = 0
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) {
      if (endsAt(text, at + 1, place)) {
        if (inner % 2) throw new NotJsonError('a quotation mark inside a string is not escaped')
        return { value: unescape(text.slice(start + 1, at)), end: at + 1 }
      }
      const fits =
        quote === "'"
          ? isApostrophe(text, at)
          : inner % 2
            ? closesQuotation(text, at)
            : opensQuotation(text, at, start)
      if (!fits) throw new NotJsonError('a quotation mark inside a string is not escaped')
      if (quote === '"') inner++
    }
  }
  throw new NotJsonError('a string is not closed')
}

const signs: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '\\': '\\',
  '/': '/',
  n: '\n',
  t: '\t',
}
const escape = /\\(u[0-9a-fA-F]{4}|[\s\S])/g
/** LaTeX commands that start with the letter of an escape. */
const commands: Readonly<Record<string, RegExp>> = {
  n: /^(?:abla|eq|leq|geq|otin|mid|olimits)(?![a-z])/,
  t: /^(?:ext[a-z]{0,10}|heta|au|imes|ilde|frac|riangle[a-z]{0,5}|an)(?![a-z])/,
}
const lowercase = /^[a-z]/

/**
 * Whether the backslash belongs to the text and the model forgot to double it. Models never mean a
 * backspace, a form feed or a lone carriage return.
 */
const isOwn = (sign: string, rest: string): boolean => {
  if (sign.length > 1) return false
  if (sign === 'r') return !rest.startsWith(String.raw`\n`)
  return !(sign in signs) || commands[sign]?.test(rest) === true
}

/**
 * Resolves escapes. If some backslashes belong to the text, one before an `n` or a `t` is
 * ambiguous, and the text is rejected.
 */
const unescape = (raw: string): string => {
  if (!raw.includes('\\')) return raw
  const escapes = [...raw.matchAll(escape)].map((match) => ({
    sign: match[1]!,
    before: raw.slice(Math.max(0, match.index - 3), match.index),
    rest: raw.slice(match.index + 2, match.index + 16),
  }))
  const someOwn = escapes.some(({ sign, rest }) => isOwn(sign, rest) && /[a-z]/i.test(sign))
  const unclear = ({ sign, before, rest }: (typeof escapes)[number]) =>
    (sign === 'n' || sign === 't') &&
    !isOwn(sign, rest) &&
    lowercase.test(rest) &&
    (someOwn || /(?:^|[^A-Za-z])[A-Za-z]:$/.test(before))
  if (escapes.some(unclear))
    throw new NotJsonError('a backslash in a string may be an escape or a character')
  return raw.replace(escape, (whole: string, sign: string, at: number) => {
    if (sign.length > 1) return String.fromCharCode(Number.parseInt(sign.slice(1), 16))
    if (!isOwn(sign, raw.slice(at + 2, at + 16))) return sign === 'r' ? '\r' : signs[sign]!
    return whole
  })
}

/**
 * JSON like `JSON.stringify`, except that control characters that reading would take for
 * backslashes of the text are written as numbers.
 */
export const writeJson = (value: unknown, indent?: number): string =>
  (JSON.stringify(value, undefined, indent) ?? 'null').replaceAll(
    /\\([\s\S])/g,
    (whole, sign: string) => numbered[sign] ?? whole,
  )
const numbered: Readonly<Record<string, string>> = {
  b: String.raw`\u0008`,
  f: String.raw`\u000c`,
  r: String.raw`\u000d`,
}
