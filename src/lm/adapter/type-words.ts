import type { JsonSchema, Type } from '../../type/type.ts'
import type { NamedField } from './named-field.ts'
import { spacedJson } from './spaced-json.ts'

/** The JSON Schema of what a model is to produce. */
export const producedSchema = (type: Type<unknown>): JsonSchema => type.answerJsonSchema ?? type.outputJsonSchema ?? type.jsonSchema

/** Whether any text at all is of this type's form. */
export const isText = (type: Type<unknown>): boolean => {
  const { type: kind, enum: values, format } = producedSchema(type)
  return kind === 'string' && values === undefined && format === undefined
}

/** `list of string`, `integer or null`. */
export const typeWords = ({ type, nullable }: NamedField): string => (nullable ? `${type.description} or null` : type.description)

const requirement = (type: Type<unknown>): string | undefined => {
  const schema = producedSchema(type)
  if (Array.isArray(schema.enum)) return `must exactly match (no extra characters) one of: ${schema.enum.map(String).join('; ')}`
  if (schema.type === 'boolean') return 'must be true or false'
  if (schema.type === 'integer' || schema.type === 'number') return `must be a single ${type.description} value`
  if (isText(type)) return undefined
  return Object.keys(schema).length ? `must adhere to the JSON schema: ${spacedJson(schema)}` : `must be a ${type.description}`
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
  return producedSchema(named.type).enum === undefined ? ` (must be formatted as a valid ${typeWords(named)})` : ` (must be ${typeWords(named)})`
}
