import type { SignatureInfo } from '../../../signature/signature.ts'
import { fieldsJsonSchema } from '../../../type/json-schema.ts'
import type { Json, JsonSchema } from '../../../type/type.ts'
import type { LanguageModel, LmRequest } from '../../language-model.ts'
import { markedInputs } from '../chat/marked-inputs.ts'
import { block } from '../chat/marker.ts'
import { notSupplied } from '../demo-order.ts'
import { describeSides, describeTask } from '../describe-fields.ts'
import { wireValue } from '../format-value.ts'
import { adapterOf, type Layout } from '../layout.ts'
import { type NamedField, type SignatureFields, signatureFields } from '../named-field.ts'
import { isSchema } from '../../../type/schema-at.ts'
import { optionsOf, properties } from '../schema-parts.ts'
import { schemaName, strictSchema } from '../schema-dialect.ts'
import { typeNote, typeReminder } from '../type-words.ts'
import { writeJson } from '../parse/json-string.ts'
import { readObject } from './read-object.ts'

// The notes hold JSON themselves and stand in for values: shown as they are, not escaped.
const placeholders = (fields: readonly NamedField[]): string =>
  `{\n${fields.map((field) => `  "${field.name}": "{${field.name}}${typeNote(field)}"`).join(',\n')}\n}`

const system = (fields: SignatureFields): string =>
  [
    describeSides(fields, 'brief'),
    'All interactions will be structured in the following way, with the appropriate values filled in.',
    '',
    'Inputs will have the following structure:',
    '',
    ...fields.inputs.map(({ name }) => `${block(name, `{${name}}`)}\n`),
    'Outputs will be a JSON object with the following fields.',
    '',
    placeholders(fields.outputs),
    describeTask(fields),
  ].join('\n')

const request = ({ outputs }: SignatureFields): string =>
  outputs.length
    ? `Respond with a JSON object in the following order of fields: ${outputs.map((field) => `\`${field.name}\`${typeReminder(field)}`).join(', then ')}.`
    : 'Respond with an empty JSON object.'

const answer = (fields: readonly NamedField[], values: Readonly<Record<string, unknown>>): string => {
  const wire = (field: NamedField): Json => (Object.hasOwn(values, field.name) ? wireValue(field, values[field.name]) : notSupplied)
  return writeJson(Object.fromEntries(fields.map((field) => [field.name, wire(field)])), 2)
}

/** All outputs are asked for; each is said as its type takes it. */
const outputSchema = (signature: SignatureInfo): JsonSchema => {
  const schema = fieldsJsonSchema(signature.output, { mode: 'output' })
  const produced = signatureFields(signature).outputs.map(({ name, type, nullable }) => {
    const given = isSchema(properties(schema)[name]) ? (properties(schema)[name] as JsonSchema) : {}
    if (!type.answerJsonSchema) return [name, given] as const
    const own = type.answerJsonSchema
    return [
      name,
      {
        ...(nullable && !optionsOf(own).nullable ? { anyOf: [own, { type: 'null' }] } : own),
        ...(given.description === undefined ? {} : { description: given.description }),
      },
    ] as const
  })
  return { ...schema, properties: Object.fromEntries(produced) }
}

const formats = new WeakMap<SignatureInfo, NonNullable<LmRequest['responseFormat']>>()

/** Strict where the model takes a schema and every output has a fixed form, else any JSON; none for a model that takes none. */
const responseFormat = (signature: SignatureInfo, lm: LanguageModel): LmRequest['responseFormat'] => {
  if (lm.supports.responseFormat === false) return undefined
  if (!lm.supports.responseSchema) return { type: 'json' }
  const known = formats.get(signature)
  if (known) return known
  const schema = strictSchema(outputSchema(signature))
  const made: NonNullable<LmRequest['responseFormat']> = schema ? { type: 'json', schema, name: schemaName(signature.name) } : { type: 'json' }
  formats.set(signature, made)
  return made
}

export const jsonLayout: Layout = { name: 'json', system, inputs: markedInputs, request, answer, read: (text, { outputs }) => readObject(text, outputs) }

/** Outputs as one JSON object, held to its schema by the provider where it can. Broken JSON is mended; prose and fences around it do no harm. */
export const jsonAdapter = adapterOf(jsonLayout, { responseFormat })
