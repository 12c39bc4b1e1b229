import { notSupplied } from '../demo-order.ts'
import { describeSides, describeTask } from '../describe-fields.ts'
import { formatValue } from '../format-value.ts'
import { jsonAdapter } from '../json/json-adapter.ts'
import { readObject } from '../json/read-object.ts'
import { adapterOf, type Layout, type Reading } from '../layout.ts'
import { fieldNamed, type NamedField, type SignatureFields } from '../named-field.ts'
import { typeNote, typeReminder } from '../type-words.ts'
import { markedInputs } from './marked-inputs.ts'
import { block, escapeMarkers, marker } from './marker.ts'
import { readSections } from './read-sections.ts'

const completed = 'completed'

const system = (fields: SignatureFields): string =>
  [
    describeSides(fields),
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
  return `${[...fields.map((field) => block(field.name, text(field).trim())), marker(completed)].join('\n\n')}\n`
}

const read = (text: string, { outputs }: SignatureFields): Reading => {
  const sections = readSections(text, (name) => name.toLowerCase() === completed || fieldNamed(outputs, name) !== undefined)
  const values = new Map([...sections].filter(([name]) => name !== completed || fieldNamed(outputs, name)))
  if ([...values.keys()].some((name) => fieldNamed(outputs, name)) || !outputs.length) return { values }
  const object = readObject(text, outputs)
  return object.problem === undefined && [...object.values.keys()].some((name) => fieldNamed(outputs, name)) ? object : { values }
}

export const chatLayout: Layout = { name: 'chat', system, inputs: markedInputs, request, answer, read }

/**
 * The default adapter: fields below `[[ ## name ## ]]` markers, readable by every chat model. An answer in another form is asked for once more as JSON.
 * A JSON object without any marker is taken as it is, which saves that second call.
 */
export const chatAdapter = adapterOf(chatLayout, { fallback: jsonAdapter })
