import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { isSchema } from './schema-at.ts'
import type { JsonSchema } from './type.ts'

type Converter = (options: StandardJSONSchemaV1.Options) => Record<string, unknown>

const convert = (converter: Converter, libraryOptions?: Record<string, unknown>): JsonSchema => {
  try {
    const { $schema: _, ...schema } = converter({
      target: 'draft-2020-12',
      ...(libraryOptions ? { libraryOptions } : {}),
    }) as JsonSchema
    return schema
  } catch (error) {
    // The standard lets a converter throw for what JSON Schema cannot express; the empty schema
    // then says "anything".
    if (error instanceof Error) return {}
    throw error
  }
}

/** The JSON Schemas that a schema states about itself (Standard JSON Schema), or empty ones. */
export const standardJsonSchema = (
  schema: StandardSchemaV1,
): { readonly input: JsonSchema; readonly output: JsonSchema } => {
  const { jsonSchema } = schema['~standard'] as Partial<StandardJSONSchemaV1.Props>
  return jsonSchema
    ? { input: convert(jsonSchema.input), output: convert(jsonSchema.output) }
    : { input: {}, output: {} }
}

interface Visited {
  readonly zodSchema?: { readonly type?: unknown }
  readonly jsonSchema: Record<string, unknown>
}

/** How a library (zod) should write a date, which has no JSON Schema of its own: as text. */
const datesAsText = {
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }: Visited) => {
    if (zodSchema?.type === 'date')
      Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
  },
}

const says = (schema: JsonSchema): boolean =>
  ['type', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', '$ref'].some(
    (key) => schema[key] !== undefined,
  )

/** What goes in, and where that says nothing (a schema that converts anything) what comes out. */
const merge = (input: JsonSchema, output: JsonSchema): JsonSchema => {
  if (!says(input)) return { ...output, ...input }
  if (!isSchema(input.properties))
    return isSchema(input.items) && isSchema(output.items)
      ? { ...input, items: merge(input.items, output.items) }
      : input
  const own = isSchema(output.properties) ? output.properties : {}
  const parts = Object.entries(input.properties).map(
    ([name, part]) =>
      [name, isSchema(part) && isSchema(own[name]) ? merge(part, own[name]) : part] as const,
  )
  return { ...input, properties: Object.fromEntries(parts) }
}

/**
 * The JSON Schema of what a language model may be asked for: what the schema takes. What has none
 * is left open, and a date is text.
 */
export const standardAnswerSchema = (schema: StandardSchemaV1): JsonSchema => {
  const { jsonSchema } = schema['~standard'] as Partial<StandardJSONSchemaV1.Props>
  return jsonSchema
    ? merge(convert(jsonSchema.input, datesAsText), convert(jsonSchema.output, datesAsText))
    : {}
}
