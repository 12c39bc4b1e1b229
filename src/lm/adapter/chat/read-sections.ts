import { unescapeMarkers } from './marker.ts'

interface Header {
  readonly name: string
  /** Where the header begins, with what decorates it. */
  readonly start: number
  /** Where its section's text begins. */
  readonly end: number
  readonly ownLine: boolean
}

const headersOf = (text: string): Header[] =>
  [...text.matchAll(/\[\[ {0,3}## {0,3}([A-Za-z_][\w -]{0,99}?) {0,3}## {0,3}\]\]/g)].map((match) => {
    const lineStart = text.lastIndexOf('\n', match.index) + 1
    const before = text.slice(lineStart, match.index)
    const decoration = /^[\s*#>`_]*$/.test(before) ? before.trim() : undefined
    const end = match.index + match[0].length
    const closing = decoration ? /^[*`_]+/.exec(text.slice(end, end + 8))?.[0].length : 0
    return { name: match[1]!, start: decoration === undefined ? match.index : lineStart, end: end + (closing ?? 0), ownLine: decoration !== undefined }
  })

/**
 * Cuts a text at its field markers. One that begins its line always counts; one in the midst of a line counts when it is wanted
 * and the only one of its name, so that a sentence which speaks of the marker does no harm.
 */
export const readSections = (text: string, isWanted: (name: string) => boolean): Map<string, string> => {
  const all = headersOf(text)
  const named = Map.groupBy(all, ({ name }) => name.toLowerCase())
  const alone = ({ name }: Header) => named.get(name.toLowerCase())?.length === 1
  const headers = all.filter((header) => header.ownLine || (isWanted(header.name) && alone(header)))
  const sections = new Map<string, string>()
  for (const [index, { name, end }] of headers.entries()) {
    if (sections.has(name)) continue
    sections.set(name, unescapeMarkers(text.slice(end, headers[index + 1]?.start).trim()))
  }
  return sections
}
