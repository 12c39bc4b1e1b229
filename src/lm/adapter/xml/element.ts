import { unescapeXml } from './xml-text.ts'

/** One element of an answer. */
export interface Element {
  /** The tag, or the key of an `<entry key="…">`. */
  readonly name: string
  readonly inner: string
}

const tag = /<(\/?)([A-Za-z_][\w.-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)\s*(\/?)>/g
const keyOf = (attributes: string): string | undefined => {
  const match = /\skey\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes)
  return match?.[1] ?? match?.[2]
}

/** Where the element that was opened ends: its closing tag, inner elements of the same name counted. */
const closingOf = (text: string, name: string, from: number): { readonly start: number; readonly end: number } | undefined => {
  let level = 1
  const tags = new RegExp(`<(/?)${name.replaceAll('.', String.raw`\.`)}(?:\\s[^<>]*?)?(/?)>`, 'gi')
  tags.lastIndex = from
  for (let match = tags.exec(text); match; match = tags.exec(text)) {
    if (match[2]) continue
    level += match[1] ? -1 : 1
    if (level === 0) return { start: match.index, end: match.index + match[0].length }
  }
  return undefined
}

/**
 * The outermost elements of a text that are wanted, in order. One that is never closed goes on to the end.
 * Anything between them is passed over.
 */
export const elements = (text: string, isWanted: (name: string) => boolean): Element[] => {
  const found: Element[] = []
  let position = 0
  for (const match of text.matchAll(tag)) {
    const [whole, closes, name = '', attributes = '', empty] = match
    if (match.index < position || closes || !isWanted(name)) continue
    const key = keyOf(attributes)
    const start = match.index + whole.length
    const closing = empty ? { start, end: start } : closingOf(text, name, start)
    found.push({ name: key === undefined ? name : unescapeXml(key), inner: text.slice(start, closing?.start) })
    position = closing?.end ?? text.length
  }
  return found
}
