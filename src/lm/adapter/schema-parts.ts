import type { Json, JsonSchema } from '../../type/type.ts'

export const isSchema = (value: Json | undefined): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The schema without its null. */
export const solid = (schema: JsonSchema): JsonSchema => {
  const options = Array.isArray(schema.anyOf) ? schema.anyOf.filter((option) => isSchema(option) && option.type !== 'null') : []
  return options.length === 1 ? (options[0] as JsonSchema) : schema
}

export const properties = (schema: JsonSchema): JsonSchema => (isSchema(schema.properties) ? schema.properties : {})
export const itemsOf = (schema: JsonSchema): JsonSchema => (isSchema(schema.items) ? schema.items : {})
