import { describeSides, describeTask, typeNote, typeReminder } from './describe-fields.ts'
import { formatValue, ownLines } from './format-value.ts'
import { jsonAdapter, readObject } from './json-adapter.ts'
import { adapterOf, type Layout, notSupplied, type AnswerReading, unreadable } from './layout.ts'
import { block, escapeMarkers, markedInputs, marker, unescapeMarkers } from './marker.ts'
import { fieldNamed, type NamedField, type SignatureFields } from './named-field.ts'
import { speaksOf, spoken, withoutThought } from './parse/reasoning.ts'

interface Header {
  readonly name: string
  /** The start of the header, including its decoration. */
  readonly start: number
  /** The start of its section's text. */
  readonly end: number
  readonly ownLine: boolean
  /**
   * Whether only symbols precede or follow it on its line, while the text continues on other lines.
   */
  readonly stray: boolean
}

export interface Section {
  readonly name: string
  readonly start: number
  readonly text: string
}

export interface Sections {
  readonly sections: readonly Section[]
  /**
   * Whether the text contains a part of a marker, so that it is unclear which section continues.
   */
  readonly damaged: boolean
}

const header = /\[\[ {0,3}## {0,3}`?([A-Za-z_][\w -]{0,99}?)`? {0,3}## {0,3}\]\]/g
const escaped = /\[\[\s{0,3}\\+##(?:[^\n#\]]{0,120}##\s{0,3}\]\])?/g
const half = /\[\[\s{0,3}##|##\s{0,3}\]\]/
const begun = /^[ \t]*\[{1,2}[ \t]*#?$/

/**
 * Symbols other than letters, digits, the colon that some models write after a marker, and what
 * opens a list or an object.
 */
const signsBehind = /^\s*(?![:[{(]\s*$)[^\w\s\u0080-\uffff]+\s*$/
const signsBefore = /^\s*[^\w\s\u0080-\uffff]+\s*$/

const headersOf = (text: string): Header[] => {
  let lineStart = 0
  let position = 0
  return [...text.matchAll(header)].map((match) => {
    const broken = text.slice(position, match.index).lastIndexOf('\n')
    if (broken >= 0) lineStart = position + broken + 1
    position = match.index
    return headerAt(text, match, lineStart)
  })
}

const headerAt = (text: string, match: RegExpExecArray, lineStart: number): Header => {
  const before = text.slice(lineStart, match.index)
  const decoration = before.length < 40 && /^[\s*#>`_]*$/.test(before) ? before.trim() : undefined
  const end = match.index + match[0].length
  const from = end + (decoration ? (/^[*`_]+/.exec(text.slice(end, end + 8))?.[0].length ?? 0) : 0)
  const behind = text.slice(from, from + 40).split('\n')
  const stray =
    (behind.length > 1 && signsBehind.test(behind[0]!)) ||
    (decoration === undefined && signsBefore.test(before.slice(0, 200)))
  return {
    name: match[1]!,
    stray,
    start: decoration === undefined ? match.index : lineStart,
    end: from,
    ownLine: decoration !== undefined,
  }
}

/**
 * Without the marker's line and the blank lines around. The indentation of the first line belongs
 * to the value.
 */
const sectionText = (raw: string): string => {
  const lines = raw.trimEnd().split('\n')
  if (lines[0]!.trim().replace(/^:/, '') !== '')
    return unescapeMarkers(
      [lines[0]!.trimStart().replace(/^:\s*/, ''), ...lines.slice(1)].join('\n'),
    )
  const first = lines.findIndex((line, index) => index > 0 && line.trim() !== '')
  return first < 0 ? '' : unescapeMarkers(lines.slice(first).join('\n'))
}

const lastLine = (text: string): string => {
  const trimmed = text.trimEnd()
  return trimmed.slice(trimmed.lastIndexOf('\n') + 1)
}

const isDamaged = (text: string, isName: (text: string) => boolean): boolean => {
  const rest = text.replaceAll(header, ' ').replaceAll(escaped, ' ')
  return (
    half.test(rest) ||
    begun.test(lastLine(rest)) ||
    [...rest.matchAll(/##\s{0,3}([\w -]{1,100}?)\s{0,3}##/g)].some(([, name]) => isName(name!))
  )
}

/**
 * Splits a text at its field markers. A marker at the start of a line always counts; one inside a
 * line counts only if it is expected and the only one of its name, so that a sentence about the
 * marker does no harm.
 */
const readSections = (text: string, isWanted: (name: string) => boolean): Sections => {
  const all = headersOf(text)
  const byName = Map.groupBy(all, ({ name }) => name.toLowerCase())
  const alone = ({ name }: Header) => byName.get(name.toLowerCase())?.length === 1
  const headers = all.filter((one) => one.ownLine || (isWanted(one.name) && alone(one)))
  const sections = headers.map(({ name, start, end }, index) => ({
    name,
    start,
    text: sectionText(text.slice(end, headers[index + 1]?.start)),
  }))
  return {
    sections,
    damaged:
      headers.some(({ name, stray }) => stray && isWanted(name)) || isDamaged(text, isWanted),
  }
}

const completed = 'completed'

const system = (fields: SignatureFields): string =>
  [
    describeSides(fields, 'brief'),
    'All interactions will be structured in the following way, with the appropriate values filled in.',
    '',
    ...fields.inputs.map(({ name }) => `${block(name, `{${name}}`)}\n`),
    ...fields.outputs.map((field) => `${block(field.name, `{${field.name}}${typeNote(field)}`)}\n`),
    marker(completed),
    describeTask(fields),
  ].join('\n')

const request = ({ outputs }: SignatureFields): string => {
  const markers = outputs.map((field) => `\`${marker(field.name)}\`${typeReminder(field)}`)
  const ending = `ending with the marker for \`${marker(completed)}\`.`
  return markers.length
    ? `Respond with the corresponding output fields, starting with the field ${[...markers, `and then ${ending}`].join(', then ').replace(', then and then', ', and then')}`
    : `Respond by ${ending}`
}

const answer = (
  fields: readonly NamedField[],
  values: Readonly<Record<string, unknown>>,
): string => {
  const text = (field: NamedField) =>
    Object.hasOwn(values, field.name)
      ? escapeMarkers(formatValue(field, values[field.name]))
      : notSupplied
  return `${[...fields.map((field) => block(field.name, ownLines(text(field)))), marker(completed)].join('\n\n')}\n`
}

const isCompleted = (name: string): boolean => name.toLowerCase() === completed

/** Whether a line of the answer names the output in another form than its marker: `answer: …`. */
const isNamed = (text: string, { name }: NamedField): boolean => {
  const words = name.replaceAll('_', String.raw`[\s_-]?`)
  return new RegExp(String.raw`(?:^|\n)[^\w\n]{0,12}${words}[^\w\n]{0,12}(?:[:=]|\n|$)`, 'i').test(
    text,
  )
}

const answerStart = (outputs: readonly NamedField[]) => (text: string) =>
  Math.min(
    ...readSections(text, () => true)
      .sections.filter(({ name }) => fieldNamed(outputs, name))
      .map(({ start }) => start),
    Number.POSITIVE_INFINITY,
  )

/** A fence around the whole answer does not belong to the last value. */
const unwrapped = (text: string): string => {
  const [whole, mark = ''] = /^\s*(```|~~~)[^\n]*\n(?=\s*\[\[ ?##)/.exec(text) ?? []
  const trimmed = text.trimEnd()
  return whole !== undefined && trimmed.endsWith(`\n${mark}`)
    ? trimmed.slice(whole.length, -mark.length)
    : text
}

const read = (whole: string, { outputs }: SignatureFields): AnswerReading => {
  const body = unwrapped(whole)
  const { text, thought } = spoken(body, answerStart(outputs), () => false)
  if (text === undefined) return unreadable('the answer ends while the model thinks')
  const { sections, damaged } = readSections(
    text,
    (name) => isCompleted(name) || fieldNamed(outputs, name) !== undefined,
  )
  const output = ({ name }: Section) => fieldNamed(outputs, name)?.name
  const ends = ({ name }: Section) => isCompleted(name) && !fieldNamed(outputs, name)
  if (damaged) return unreadable('a marker is damaged')
  if (!sections.some((section) => output(section) !== undefined) && outputs.length)
    return body.includes('{')
      ? readObject(body, outputs)
      : unreadable('it contains none of the fields')
  const first = sections.findIndex((section) => output(section) !== undefined)
  const strangers = sections
    .map((section, index) => ({ index, is: output(section) === undefined && !ends(section) }))
    .filter(({ is }) => is)
  if (strangers.some(({ index }) => index > first))
    return unreadable('it contains a section with an unknown name')
  const values = valuesOf(sections, output)
  const missing = outputs.filter(({ name }) => !values.has(name))
  const ended = sections.some(ends)
  const hasUnknown =
    strangers.length > 0 ||
    missing.some((field) => isNamed(text, field) || speaksOf(thought, field))
  return {
    values,
    source: 'text',
    hasUnknown,
    ended,
    whole:
      sections.findLastIndex(ends) >
      sections.findLastIndex((section) => output(section) !== undefined),
  }
}

/** The text below each marker. If a marker appears twice, an empty section is ignored. */
const valuesOf = (
  sections: readonly Section[],
  output: (section: Section) => string | undefined,
): Map<string, string[]> => {
  const groups = Map.groupBy(sections, output)
  groups.delete(undefined)
  return new Map(
    [...groups].map(([name, group]) => {
      const texts = group.map(({ text }) => withoutThought(text))
      const filled = texts.filter((text) => text.trim())
      return [name!, filled.length ? filled : texts.slice(0, 1)]
    }),
  )
}

export const chatLayout: Layout = {
  name: 'chat',
  system,
  inputs: markedInputs,
  request,
  answer,
  read,
}

/**
 * The default adapter: fields below `[[ ## name ## ]]` markers, which every chat model can follow.
 * If the answer has another form, it asks once more, as JSON. It accepts a JSON object without any
 * marker, which saves that second call.
 */
export const chatAdapter = adapterOf(chatLayout, { fallback: jsonAdapter })
