import { isSchema } from '../type/schema-at.ts'
import { schemaWords } from '../type/schema-words.ts'
import type { Json, JsonSchema, Type } from '../type/type.ts'
import { spacedJson } from './format-value.ts'
import type { NamedField, SignatureFields } from './named-field.ts'
import { itemSchema, optionsOf, properties, solid } from './schema-parts.ts'

const longestPattern = 60

/**
 * Parts of a schema that a model does not need: what every text and every integer fulfills, names
 * for tools, and patterns that a format expresses in a word.
 */
const isNoise = (schema: JsonSchema, key: string, value: Json | undefined): boolean => {
  if (key === 'title' || key === '$schema' || key === '$comment') return true
  if (key === 'minLength') return value === 1
  if (key === 'minimum') return value === Number.MIN_SAFE_INTEGER
  if (key === 'maximum') return value === Number.MAX_SAFE_INTEGER
  if (key === 'pattern') return schema.format !== undefined || String(value).length > longestPattern
  return (
    key === 'propertyNames' &&
    isSchema(value) &&
    Object.keys(value).length === 1 &&
    value.type === 'string'
  )
}

const shown = (value: Json, isNames: boolean): Json => {
  if (Array.isArray(value)) return value.map((part) => shown(part, false))
  if (!isSchema(value)) return value
  const parts = Object.entries(value).filter(([key, part]) => isNames || !isNoise(value, key, part))
  return Object.fromEntries(
    parts.map(([key, part]) => [
      key,
      ['enum', 'const', 'default', 'required'].includes(key) && !isNames
        ? part
        : shown(part, !isNames && (key === 'properties' || key === '$defs')),
    ]),
  )
}

/** A JSON Schema as a prompt shows it. */
const shownSchema = (schema: JsonSchema): JsonSchema => shown(schema, false) as JsonSchema

/** The JSON Schema of the value that a model should produce. */
export const producedSchema = (type: Type<unknown>): JsonSchema =>
  type.answerJsonSchema ?? type.outputJsonSchema ?? type.jsonSchema

/** Whether the type accepts any text. */
const isText = (type: Type<unknown>): boolean => {
  const { type: kind, enum: values, const: value, format } = solid(producedSchema(type))
  return kind === 'string' && values === undefined && value === undefined && format === undefined
}

const holdsObject = (schema: JsonSchema, depth = 0): boolean =>
  depth < 20 &&
  optionsOf(schema).options.some(
    (option) =>
      Object.keys(properties(option)).length > 0 ||
      option.$ref !== undefined ||
      (isSchema(option.items) && holdsObject(itemSchema(option), depth + 1)),
  )

const orNull = (words: string, nullable: boolean): string => (nullable ? `${words} or null` : words)

/** `list of string`, `integer or null`; for an object, all of its members. */
const typeWords = ({ type, nullable }: NamedField): string => orNull(type.description, nullable)

/** The same without the members of an object, which are shown elsewhere: `list of object`. */
const briefWords = ({ type, nullable }: NamedField): string => {
  const schema = producedSchema(type)
  return orNull((holdsObject(schema) && schemaWords(schema)) || type.description, nullable)
}

const requirement = (type: Type<unknown>): string | undefined => {
  const schema = solid(producedSchema(type))
  if (Array.isArray(schema.enum))
    return `must exactly match (no extra characters) one of: ${schema.enum.map(String).join('; ')}`
  if (schema.type === 'boolean') return 'must be true or false'
  if (schema.type === 'integer' || schema.type === 'number')
    return `must be a single ${schemaWords(schema)} value`
  if (
    isText(type) &&
    (!type.answerJsonSchema ||
      Object.keys(shownSchema(schema)).every((key) => key === 'type' || key === 'description'))
  )
    return undefined
  if (!Object.keys(schema).length) return `must be a ${type.description}`
  const zone = schema.format === 'date-time' ? ', with its zone, such as 2026-01-31T12:00:00Z' : ''
  return `must adhere to the JSON schema: ${spacedJson(shownSchema(schema))}${zone}`
}

/** The note after an output's placeholder: nothing for text, otherwise the form of its value. */
export const typeNote = ({ type, nullable }: NamedField): string => {
  const required = requirement(type)
  if (required === undefined && !nullable) return ''
  const note = required === undefined ? 'may be null' : nullable ? `${required}, or null` : required
  return `        # note: the value you produce ${note}`
}

/** The reminder in parentheses after an output's name; nothing for text. */
export const typeReminder = (field: NamedField): string => {
  if (isText(field.type)) return ''
  const { enum: values, const: value } = solid(producedSchema(field.type))
  return values === undefined && value === undefined
    ? ` (must be formatted as a valid ${briefWords(field)})`
    : ` (must be ${briefWords(field)})`
}

/** Whether the form of objects is described in full here, or elsewhere in the prompt. */
export type Detail = 'full' | 'brief'

const line = (namedField: NamedField, index: number, words: string): string => {
  const { name, field, type } = namedField
  const described = `${index + 1}. \`${name}\` (${words}): ${field.options.description ?? ''}`
  return type.limits?.length ? `${described}\nConstraints: ${type.limits.join(', ')}` : described
}

/** Numbered lines: name, type, description, and the constraints below. */
export const describeFields = (fields: readonly NamedField[], detail: Detail = 'full'): string =>
  fields
    .map((field, index) => line(field, index, (detail === 'full' ? typeWords : briefWords)(field)))
    .join('\n')
    .trim()

/** The first part of a system message. */
export const describeSides = ({ inputs, outputs }: SignatureFields, detail: Detail): string =>
  `Your input fields are:\n${describeFields(inputs)}\nYour output fields are:\n${describeFields(outputs, detail)}`

/** The last part of a system message. */
export const describeTask = ({ instructions }: SignatureFields): string => {
  const indented = ['', ...instructions.split('\n')].join(`\n${' '.repeat(8)}`)
  return `In adhering to this structure, your objective is: ${indented}`
}
