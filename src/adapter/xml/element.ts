const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
export const escapeAttribute = (text: string): string =>
  escapeXml(text).replaceAll('"', '&quot;').replaceAll('>', '&gt;')

const codePoint = (entity: string, digits: string, radix: number): string => {
  const code = Number.parseInt(digits, radix)
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity
}

const unescapeXml = (text: string): string =>
  text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi,
    (entity, hex, decimal, name) =>
      hex
        ? codePoint(entity, hex, 16)
        : decimal
          ? codePoint(entity, decimal, 10)
          : (entities[name.toLowerCase()] ?? entity),
  )

/** Without the lines of the tags. The indentation of the first line belongs to the text. */
const ownLines = (inner: string): string => {
  const text = inner.trimEnd()
  const [start = ''] = /^[^\S\n]*\r?\n/.exec(text) ?? []
  return start ? text.slice(start.length) : text.trimStart()
}

/** The text of an element: CDATA as it is, entities resolved elsewhere. */
export const elementText = (inner: string): string =>
  ownLines(inner)
    .split('<![CDATA[')
    .map((part, index) => {
      const end = index ? part.indexOf(']]>') : -1
      if (end >= 0) return part.slice(0, end) + unescapeXml(part.slice(end + 3))
      return unescapeXml(index ? `<![CDATA[${part}` : part)
    })
    .join('')

/** One element of an answer. */
export interface Element {
  /** The tag, or the key of an `<entry key="…">`. */
  readonly name: string
  readonly inner: string
}

export interface Elements {
  readonly elements: readonly Element[]
  /** The text between and around them. */
  readonly rest: string
  /** The text after the last one. */
  readonly behind: string
  /** The unclosed tag. */
  readonly unclosed?: string
}

const attribute = String.raw`\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*')`
const tag = new RegExp(String.raw`<(\/?)([A-Za-z_][\w.-]*)((?:${attribute})*)\s*(\/?)>`, 'g')
const keyOf = (attributes: string): string | undefined => {
  const match = /\skey\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes)
  return match?.[1] ?? match?.[2]
}

const noMarkup: readonly (readonly [string, string])[] = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
]

/** The same text with everything but markup replaced by blanks, letter by letter. */
const masked = (text: string): string => {
  let rest = text
  for (const [open, close] of noMarkup) {
    const parts: string[] = []
    let from = 0
    for (let start = rest.indexOf(open); start >= 0; start = rest.indexOf(open, from)) {
      const end = rest.indexOf(close, start)
      if (end < 0) break
      parts.push(rest.slice(from, start), ' '.repeat(end + close.length - start))
      from = end + close.length
    }
    rest = parts.join('') + rest.slice(from)
  }
  return rest
}

/** The end of an open element: its closing tag, counting inner elements of the same name. */
const closingOf = (
  text: string,
  name: string,
  from: number,
): { readonly start: number; readonly end: number } | undefined => {
  let level = 1
  const tags = new RegExp(
    `<(/?)${name.replaceAll('.', String.raw`\.`)}(?:${attribute})*\\s*(/?)>`,
    'gi',
  )
  tags.lastIndex = from
  for (let match = tags.exec(text); match; match = tags.exec(text)) {
    if (match[2]) continue
    level += match[1] ? -1 : 1
    if (level === 0) return { start: match.index, end: match.index + match[0].length }
  }
  return undefined
}

/** The requested outermost elements of a text, in order, and the rest of the text. */
export const elements = (text: string, isWanted: (name: string) => boolean): Elements => {
  const markup = masked(text)
  const result: Element[] = []
  let rest = ''
  let position = 0
  for (const match of markup.matchAll(tag)) {
    const [whole, closes, name = '', , empty] = match
    if (match.index < position || closes || !isWanted(name)) continue
    const key = keyOf(text.slice(match.index, match.index + whole.length))
    const start = match.index + whole.length
    const closing = empty ? { start, end: start } : closingOf(markup, name, start)
    if (!closing) return { elements: result, rest, behind: '', unclosed: name }
    result.push({
      name: key === undefined ? name : unescapeXml(key),
      inner: text.slice(start, closing.start),
    })
    rest += `${markup.slice(position, match.index)}\n`
    position = closing.end
  }
  return { elements: result, rest: rest + markup.slice(position), behind: markup.slice(position) }
}
