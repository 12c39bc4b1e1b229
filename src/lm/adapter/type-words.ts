import { schemaWords } from '../../type/schema-words.ts'
import type { JsonSchema, Type } from '../../type/type.ts'
import type { NamedField } from './named-field.ts'
import { isSchema } from '../../type/schema-at.ts'
import { itemsOf, optionsOf, properties, solid } from './schema-parts.ts'
import { shownSchema } from './shown-schema.ts'
import { spacedJson } from './spaced-json.ts'

/** The JSON Schema of what a model is to produce. */
export const producedSchema = (type: Type<unknown>): JsonSchema => type.answerJsonSchema ?? type.outputJsonSchema ?? type.jsonSchema

/** Whether any text at all is of this type's form. */
export const isText = (type: Type<unknown>): boolean => {
  const { type: kind, enum: values, const: value, format } = solid(producedSchema(type))
  return kind === 'string' && values === undefined && value === undefined && format === undefined
}

const holdsObject = (schema: JsonSchema, depth = 0): boolean =>
  depth < 20 &&
  optionsOf(schema).options.some(
    (option) => Object.keys(properties(option)).length > 0 || option.$ref !== undefined || (isSchema(option.items) && holdsObject(itemsOf(option), depth + 1)),
  )

const orNull = (words: string, nullable: boolean): string => (nullable ? `${words} or null` : words)

/** `list of string`, `integer or null`; of an object all that it holds. */
export const typeWords = ({ type, nullable }: NamedField): string => orNull(type.description, nullable)

/** The same where the form of an object stands elsewhere: `list of object`. */
export const briefWords = ({ type, nullable }: NamedField): string => {
  const schema = producedSchema(type)
  return orNull((holdsObject(schema) && schemaWords(schema)) || type.description, nullable)
}

const requirement = (type: Type<unknown>): string | undefined => {
  const schema = solid(producedSchema(type))
  if (Array.isArray(schema.enum)) return `must exactly match (no extra characters) one of: ${schema.enum.map(String).join('; ')}`
  if (schema.type === 'boolean') return 'must be true or false'
  if (schema.type === 'integer' || schema.type === 'number') return `must be a single ${schemaWords(schema)} value`
  if (isText(type) && (!type.answerJsonSchema || Object.keys(shownSchema(schema)).every((key) => key === 'type' || key === 'description'))) return undefined
  if (!Object.keys(schema).length) return `must be a ${type.description}`
  const zone = schema.format === 'date-time' ? ', with its zone, such as 2026-01-31T12:00:00Z' : ''
  return `must adhere to the JSON schema: ${spacedJson(shownSchema(schema))}${zone}`
}

/** What goes after an output's placeholder: nothing for text, else the form that its value must have. */
export const typeNote = ({ type, nullable }: NamedField): string => {
  const required = requirement(type)
  if (required === undefined && !nullable) return ''
  const note = required === undefined ? 'may be null' : nullable ? `${required}, or null` : required
  return `        # note: the value you produce ${note}`
}

/** The reminder in parentheses behind an output's name; nothing for text. */
export const typeReminder = (named: NamedField): string => {
  if (isText(named.type)) return ''
  const { enum: values, const: value } = solid(producedSchema(named.type))
  return values === undefined && value === undefined ? ` (must be formatted as a valid ${briefWords(named)})` : ` (must be ${briefWords(named)})`
}
