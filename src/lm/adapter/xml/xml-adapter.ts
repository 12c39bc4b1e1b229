import { notSupplied } from '../demo-order.ts'
import { describeSides, describeTask } from '../describe-fields.ts'
import { formatValue, wireValue } from '../format-value.ts'
import { jsonAdapter } from '../json/json-adapter.ts'
import { adapterOf, type Layout, type Reading } from '../layout.ts'
import { fieldNamed, type NamedField, type SignatureFields } from '../named-field.ts'
import { producedSchema, typeNote, typeReminder } from '../type-words.ts'
import { elements } from './element.ts'
import { escapeXml } from './xml-text.ts'
import { formatXml, readXml, xmlOutline } from './xml-value.ts'

type Values = Readonly<Record<string, unknown>>

const wrap = (name: string, inner: string): string => `<${name}>\n${inner.trim()}\n</${name}>`

const inputs = (fields: readonly NamedField[], values: Values): string =>
  fields.map((field) => wrap(field.name, escapeXml(formatValue(field, values[field.name])))).join('\n\n')

const outline = (field: NamedField): string => xmlOutline(producedSchema(field.type)) ?? `{${field.name}}${typeNote(field)}`

const system = (fields: SignatureFields): string =>
  [
    describeSides(fields),
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
    ? `${tags} Use this nested XML structure: ${nested.map((field) => wrap(field.name, outline(field)).replaceAll('\n', '')).join(' ')}`
    : tags
}

const answer = (fields: readonly NamedField[], values: Values): string => {
  const inner = (field: NamedField) =>
    Object.hasOwn(values, field.name) ? formatXml(producedSchema(field.type), wireValue(field, values[field.name])) : notSupplied
  return fields.map((field) => wrap(field.name, inner(field))).join('\n\n')
}

const read = (text: string, { outputs }: SignatureFields): Reading => {
  const values = new Map<string, unknown>()
  for (const { name, inner } of elements(text, (tag) => fieldNamed(outputs, tag) !== undefined)) {
    const output = fieldNamed(outputs, name)
    if (output && !values.has(output.name)) values.set(output.name, readXml(producedSchema(output.type), inner))
  }
  return { values }
}

export const xmlLayout: Layout = { name: 'xml', system, inputs, request, answer, read }

/** Fields in XML tags, lists and objects as nested elements; JSON inside a tag is read as well. An answer in another form is asked for once more as JSON. */
export const xmlAdapter = adapterOf(xmlLayout, { fallback: jsonAdapter })
