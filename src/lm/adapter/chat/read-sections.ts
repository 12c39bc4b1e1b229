import { unescapeMarkers } from './marker.ts'

interface Header {
  readonly name: string
  /** Where the header begins, with what decorates it. */
  readonly start: number
  /** Where its section's text begins. */
  readonly end: number
  readonly ownLine: boolean
  /** Whether signs alone stand in front of it or behind it on its line, while the text goes on on other lines. */
  readonly stray: boolean
}

export interface Section {
  readonly name: string
  readonly start: number
  readonly text: string
}

export interface Sections {
  readonly sections: readonly Section[]
  /** Whether a part of a marker stands in the text: which section goes on there nobody can tell. */
  readonly damaged: boolean
}

const header = /\[\[ {0,3}## {0,3}`?([A-Za-z_][\w -]{0,99}?)`? {0,3}## {0,3}\]\]/g
const escaped = /\[\[\s{0,3}\\+##(?:[^\n#\]]{0,120}##\s{0,3}\]\])?/g
const half = /\[\[\s{0,3}##|##\s{0,3}\]\]/
const begun = /^[ \t]*\[{1,2}[ \t]*#?$/

/** Signs that are neither letter nor digit, nor the colon that some write behind a marker, nor what opens a list or an object. */
const signsBehind = /^\s*(?![:[{(]\s*$)[^\w\s\u0080-\uffff]+\s*$/
const signsBefore = /^\s*[^\w\s\u0080-\uffff]+\s*$/

const headersOf = (text: string): Header[] => {
  let lineStart = 0
  let seen = 0
  return [...text.matchAll(header)].map((match) => {
    const broken = text.slice(seen, match.index).lastIndexOf('\n')
    if (broken >= 0) lineStart = seen + broken + 1
    seen = match.index
    return headerAt(text, match, lineStart)
  })
}

const headerAt = (text: string, match: RegExpExecArray, lineStart: number): Header => {
  const before = text.slice(lineStart, match.index)
  const decoration = before.length < 40 && /^[\s*#>`_]*$/.test(before) ? before.trim() : undefined
  const end = match.index + match[0].length
  const from = end + (decoration ? (/^[*`_]+/.exec(text.slice(end, end + 8))?.[0].length ?? 0) : 0)
  const behind = text.slice(from, from + 40).split('\n')
  const stray = (behind.length > 1 && signsBehind.test(behind[0]!)) || (decoration === undefined && signsBefore.test(before.slice(0, 200)))
  return { name: match[1]!, stray, start: decoration === undefined ? match.index : lineStart, end: from, ownLine: decoration !== undefined }
}

/** Without the line that the marker stands on, and the blank lines around. What indents the first line is the value's. */
const sectionText = (raw: string): string => {
  const lines = raw.trimEnd().split('\n')
  if (lines[0]!.trim().replace(/^:/, '') !== '') return unescapeMarkers([lines[0]!.trimStart().replace(/^:\s*/, ''), ...lines.slice(1)].join('\n'))
  const first = lines.findIndex((line, index) => index > 0 && line.trim() !== '')
  return first < 0 ? '' : unescapeMarkers(lines.slice(first).join('\n'))
}

const lastLine = (text: string): string => {
  const trimmed = text.trimEnd()
  return trimmed.slice(trimmed.lastIndexOf('\n') + 1)
}

const isDamaged = (text: string, named: (text: string) => boolean): boolean => {
  const rest = text.replaceAll(header, ' ').replaceAll(escaped, ' ')
  return half.test(rest) || begun.test(lastLine(rest)) || [...rest.matchAll(/##\s{0,3}([\w -]{1,100}?)\s{0,3}##/g)].some(([, name]) => named(name!))
}

/**
 * Cuts a text at its field markers. One that begins its line always counts; one in the midst of a line counts when it is wanted
 * and the only one of its name, so that a sentence which speaks of the marker does no harm.
 */
export const readSections = (text: string, isWanted: (name: string) => boolean): Sections => {
  const all = headersOf(text)
  const named = Map.groupBy(all, ({ name }) => name.toLowerCase())
  const alone = ({ name }: Header) => named.get(name.toLowerCase())?.length === 1
  const headers = all.filter((one) => one.ownLine || (isWanted(one.name) && alone(one)))
  const sections = headers.map(({ name, start, end }, index) => ({ name, start, text: sectionText(text.slice(end, headers[index + 1]?.start)) }))
  return { sections, damaged: headers.some(({ name, stray }) => stray && isWanted(name)) || isDamaged(text, isWanted) }
}
