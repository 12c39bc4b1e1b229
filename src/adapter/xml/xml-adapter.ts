import {
  describeSides,
  describeTask,
  producedSchema,
  typeNote,
  typeReminder,
} from '../describe-fields.ts'
import { formatValue, wireValue } from '../format-value.ts'
import { jsonAdapter } from '../json-adapter.ts'
import { adapterOf, type Layout, notSupplied, type AnswerReading, unreadable } from '../layout.ts'
import { fieldNamed, type NamedField, type SignatureFields } from '../named-field.ts'
import type { Loose } from '../parse/loose.ts'
import { speaksOf, spoken } from '../parse/reasoning.ts'
import { readingSchema } from '../schema-parts.ts'
import { elements, escapeXml } from './element.ts'
import { formatXml, readGroup, xmlOutline } from './xml-value.ts'

type Values = Readonly<Record<string, unknown>>

const wrap = (name: string, inner: string): string => `<${name}>\n${inner}\n</${name}>`

const inputs = (fields: readonly NamedField[], values: Values): string =>
  fields
    .map((field) => wrap(field.name, escapeXml(formatValue(field, values[field.name]))))
    .join('\n\n')

const outline = (field: NamedField): string =>
  xmlOutline(producedSchema(field.type)) ?? `{${field.name}}${typeNote(field)}`

const system = (fields: SignatureFields): string =>
  [
    describeSides(fields, 'full'),
    'All interactions will be structured in the following way, with the appropriate values filled in.',
    '',
    ...fields.inputs.map(({ name }) => `${wrap(name, `{${name}}`)}\n`),
    ...fields.outputs.map((field) => `${wrap(field.name, outline(field))}\n`),
    describeTask(fields),
  ].join('\n')

const request = ({ outputs }: SignatureFields): string => {
  if (!outputs.length) return 'Respond with nothing.'
  const nested = outputs.filter(({ type }) => xmlOutline(producedSchema(type)) !== undefined)
  const reminder = (field: NamedField) => (nested.includes(field) ? '' : typeReminder(field))
  const tags = `Respond with the corresponding output fields wrapped in XML tags ${outputs.map((field) => `\`<${field.name}>\`${reminder(field)}`).join(', then ')}.`
  return nested.length
    ? `${tags} Inside of ${nested.map(({ name }) => `\`<${name}>\``).join(', ')} use the elements that are shown above.`
    : tags
}

const answer = (fields: readonly NamedField[], values: Values): string => {
  const inner = (field: NamedField) =>
    Object.hasOwn(values, field.name)
      ? formatXml(producedSchema(field.type), wireValue(field, values[field.name]))
      : notSupplied
  return fields.map((field) => wrap(field.name, inner(field))).join('\n\n')
}

const damagedTag = /<\/?[A-Za-z_][\w.-]*\s*$/

/**
 * Whether a part of an output's tag is outside of all elements, so that it is unclear what it
 * opened or closed.
 */
const isDamaged = (rest: string, outputs: readonly NamedField[]): boolean =>
  damagedTag.test(rest) ||
  [
    ...rest.matchAll(
      /<\s{0,9}\/?\s{0,9}([A-Za-z_][\w.-]{0,100})|(?<![\w.-])([A-Za-z_][\w.-]{0,100})\s{0,9}\/?>/g,
    ),
  ].some(([, opened, ended]) => fieldNamed(outputs, opened ?? ended!) !== undefined)

const mentions = (text: string, { name }: NamedField): boolean =>
  new RegExp(`<\\s*/?\\s*${name}(?![\\w.-])`, 'i').test(text)

/** Whether an element that is not an output contains anything but outputs. */
const holdsElement = (rest: string): boolean => {
  const other = elements(rest, () => true)
  return other.unclosed !== undefined || other.elements.some(({ inner }) => inner.trim() !== '')
}

const signs = /^\s*[^\w\s\u0080-\uffff]+\s*$/
const brackets = /^\s*[[{(]+\s*$|^\s*[\]})]+\s*$/

/**
 * Symbols on the line of a tag, while the text is on other lines, belong to neither. A list or an
 * object may open and close there.
 */
const hasStrayLine = (inner: string): boolean => {
  const lines = inner.split('\n')
  const [first, last] = [lines[0]!, lines.at(-1)!]
  if (lines.length < 2 || (brackets.test(first) && brackets.test(last))) return false
  return signs.test(first) || (first.trim() === '' && signs.test(last))
}

const firstTag = (outputs: readonly NamedField[]) => (text: string) =>
  [...text.matchAll(/<([A-Za-z_][\w.-]*)/g)].find(
    ([, name]) => fieldNamed(outputs, name!) !== undefined,
  )?.index ?? -1

const read = (whole: string, { outputs }: SignatureFields): AnswerReading => {
  const { text, thought } = spoken(
    whole,
    firstTag(outputs),
    (name) => fieldNamed(outputs, name) !== undefined,
  )
  if (text === undefined) return unreadable('the answer ends while the model thinks')
  const {
    elements: tagged,
    rest,
    behind,
    unclosed,
  } = elements(text, (tag) => fieldNamed(outputs, tag) !== undefined)
  if (unclosed !== undefined) return unreadable(`the tag <${unclosed}> is not closed`)
  if (isDamaged(rest, outputs)) return unreadable('a tag is damaged')
  if (tagged.some(({ inner }) => hasStrayLine(inner))) return unreadable('a tag is damaged')
  const groups = [...Map.groupBy(tagged, ({ name }) => fieldNamed(outputs, name)!)]
  const values = groups.map(
    ([output, group]) => [output.name, readGroup(readingSchema(output.type), group)] as const,
  )
  const unreadableValue = values.find(([, parts]) => parts.includes(undefined))
  if (unreadableValue)
    return unreadable(`${unreadableValue[0]} contains something other than its elements`)
  const missing = outputs.filter(({ name }) => !values.some(([present]) => present === name))
  const once = groups.every(([, group]) => group.length === 1)
  return {
    values: new Map(values as [string, Loose[]][]),
    source: 'text',
    hasUnknown:
      missing.some((field) => mentions(text, field) || speaksOf(thought, field)) ||
      (missing.length > 0 && holdsElement(rest)),
    ended: true,
    whole: missing.length === 0 && once && !behind.includes('<'),
  }
}

const xmlLayout: Layout = { name: 'xml', system, inputs, request, answer, read }

/**
 * Fields in XML tags, with lists and objects as nested elements; also reads JSON inside a tag. If
 * the answer has another form, it asks once more, as JSON.
 */
export const xmlAdapter = adapterOf(xmlLayout, { fallback: jsonAdapter })
