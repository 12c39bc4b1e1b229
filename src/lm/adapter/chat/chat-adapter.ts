import { notSupplied } from '../demo-order.ts'
import { describeSides, describeTask } from '../describe-fields.ts'
import { formatValue, ownLines } from '../format-value.ts'
import { jsonAdapter } from '../json/json-adapter.ts'
import { readObject } from '../json/read-object.ts'
import { adapterOf, type Layout, type Reading, unreadable } from '../layout.ts'
import { fieldNamed, type NamedField, type SignatureFields } from '../named-field.ts'
import { typeNote, typeReminder } from '../type-words.ts'
import { markedInputs } from './marked-inputs.ts'
import { block, escapeMarkers, marker } from './marker.ts'
import { speaksOf, spoken, withoutThought } from '../parse/reasoning.ts'
import { readSections, type Section } from './read-sections.ts'

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
  const named = outputs.map((field) => `\`${marker(field.name)}\`${typeReminder(field)}`)
  const ending = `ending with the marker for \`${marker(completed)}\`.`
  return named.length
    ? `Respond with the corresponding output fields, starting with the field ${[...named, `and then ${ending}`].join(', then ').replace(', then and then', ', and then')}`
    : `Respond by ${ending}`
}

const answer = (fields: readonly NamedField[], values: Readonly<Record<string, unknown>>): string => {
  const text = (field: NamedField) => (Object.hasOwn(values, field.name) ? escapeMarkers(formatValue(field, values[field.name])) : notSupplied)
  return `${[...fields.map((field) => block(field.name, ownLines(text(field)))), marker(completed)].join('\n\n')}\n`
}

const isCompleted = (name: string): boolean => name.toLowerCase() === completed

/** Whether a line of the answer names the output in another way than its marker does: `answer: …`. */
const isNamed = (text: string, { name }: NamedField): boolean => {
  const words = name.replaceAll('_', String.raw`[\s_-]?`)
  return new RegExp(String.raw`(?:^|\n)[^\w\n]{0,12}${words}[^\w\n]{0,12}(?:[:=]|\n|$)`, 'i').test(text)
}

const answerStart = (outputs: readonly NamedField[]) => (text: string) =>
  Math.min(
    ...readSections(text, () => true)
      .sections.filter(({ name }) => fieldNamed(outputs, name))
      .map(({ start }) => start),
    Number.POSITIVE_INFINITY,
  )

/** A fence around the whole answer is none of the last value. */
const unwrapped = (text: string): string => {
  const [whole, mark = ''] = /^\s*(```|~~~)[^\n]*\n(?=\s*\[\[ ?##)/.exec(text) ?? []
  const trimmed = text.trimEnd()
  return whole !== undefined && trimmed.endsWith(`\n${mark}`) ? trimmed.slice(whole.length, -mark.length) : text
}

const read = (whole: string, { outputs }: SignatureFields): Reading => {
  const given = unwrapped(whole)
  const { text, thought } = spoken(given, answerStart(outputs), () => false)
  if (text === undefined) return unreadable('the answer ends while the model thinks')
  const { sections, damaged } = readSections(text, (name) => isCompleted(name) || fieldNamed(outputs, name) !== undefined)
  const output = ({ name }: Section) => fieldNamed(outputs, name)?.name
  const ends = ({ name }: Section) => isCompleted(name) && !fieldNamed(outputs, name)
  if (damaged) return unreadable('a marker is damaged')
  if (!sections.some((section) => output(section) !== undefined) && outputs.length)
    return given.includes('{') ? readObject(given, outputs) : unreadable('none of the fields is there')
  const first = sections.findIndex((section) => output(section) !== undefined)
  const strangers = sections.map((section, index) => ({ index, is: output(section) === undefined && !ends(section) })).filter(({ is }) => is)
  if (strangers.some(({ index }) => index > first)) return unreadable('a section of a name that is not known stands among the others')
  const values = valuesOf(sections, output)
  const missing = outputs.filter(({ name }) => !values.has(name))
  const ended = sections.some(ends)
  const hasUnknown = strangers.length > 0 || missing.some((field) => isNamed(text, field) || speaksOf(thought, field))
  return { values, source: 'text', hasUnknown, ended, whole: sections.findLastIndex(ends) > sections.findLastIndex((section) => output(section) !== undefined) }
}

/** What stands below each marker. Where a marker stands twice, an empty section says nothing. */
const valuesOf = (sections: readonly Section[], output: (section: Section) => string | undefined): Map<string, string[]> => {
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

export const chatLayout: Layout = { name: 'chat', system, inputs: markedInputs, request, answer, read }

/**
 * The default adapter: fields below `[[ ## name ## ]]` markers, readable by every chat model. An answer in another form is asked for once more as JSON.
 * A JSON object without any marker is taken as it is, which saves that second call.
 */
export const chatAdapter = adapterOf(chatLayout, { fallback: jsonAdapter })
