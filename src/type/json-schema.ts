import { isOptional } from './cast-field.ts'
import { type AnyField, type FieldLike, fieldOf, type Fields } from './field.ts'
import type { Json, JsonSchema } from './type.ts'

/**
 * `input` is what a caller may give, `output` what comes back: all fields present, no defaults.
 * `answer` is what a model may say where the types know that apart.
 */
export type SchemaMode = 'input' | 'output' | 'answer'

const nullable = ({ options }: AnyField, schema: JsonSchema): JsonSchema =>
  options.nullable ? { anyOf: [schema, { type: 'null' }] } : schema

/** The JSON Schema of a field's value, without its description and default. */
export const typeJsonSchema = (like: FieldLike, mode: SchemaMode): JsonSchema => {
  const field = fieldOf(like)
  const { jsonSchema, outputJsonSchema = jsonSchema, answerJsonSchema = jsonSchema } = field.type
  return nullable(
    field,
    { input: jsonSchema, output: outputJsonSchema, answer: answerJsonSchema }[mode],
  )
}

/** A default as JSON; a function has none, since it returns another value each time. */
const jsonDefault = ({ type, options }: AnyField): { default?: Json } => {
  if (
    !('default' in options) ||
    typeof options.default === 'function' ||
    options.default === undefined
  )
    return {}
  return { default: options.default === null ? null : type.toJson(options.default) }
}

/**
 * The JSON Schema of a field with its description and, for input, its default. A sensitive field's
 * default is left out.
 */
export const fieldJsonSchema = (like: FieldLike, mode: SchemaMode): JsonSchema => {
  const field = fieldOf(like)
  const { description, sensitive } = field.options
  return {
    ...typeJsonSchema(field, mode),
    ...(description === undefined ? {} : { description }),
    ...(mode === 'input' && !sensitive ? jsonDefault(field) : {}),
  }
}

/** The JSON Schema (draft 2020-12) of an object with these fields and no others. */
export const fieldsJsonSchema = (
  fields: Fields,
  { mode }: { readonly mode: SchemaMode },
): JsonSchema => {
  const entries = Object.entries(fields).map(([name, like]) => [name, fieldOf(like)] as const)
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, field]) => [name, fieldJsonSchema(field, mode)]),
    ),
    required: entries
      .filter(([, field]) => mode === 'output' || !isOptional(field))
      .map(([name]) => name),
    additionalProperties: false,
  }
}
