import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import type { JsonSchema } from './type.ts'

const convert = (converter: (options: StandardJSONSchemaV1.Options) => Record<string, unknown>): JsonSchema => {
  try {
    const { $schema: _, ...schema } = converter({ target: 'draft-2020-12' }) as JsonSchema
    return schema
  } catch (error) {
    // The standard lets a converter throw for what JSON Schema cannot express; the empty schema then says "anything".
    if (error instanceof Error) return {}
    throw error
  }
}

/** The JSON Schemas that a schema states about itself (Standard JSON Schema), or empty ones. */
export const standardJsonSchema = (schema: StandardSchemaV1): { readonly input: JsonSchema; readonly output: JsonSchema } => {
  const { jsonSchema } = schema['~standard'] as Partial<StandardJSONSchemaV1.Props>
  return jsonSchema ? { input: convert(jsonSchema.input), output: convert(jsonSchema.output) } : { input: {}, output: {} }
}
