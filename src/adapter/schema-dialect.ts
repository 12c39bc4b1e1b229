import { isSchema } from '../type/schema-at.ts'
import type { Json, JsonSchema } from '../type/type.ts'

/** Keywords that strict mode rejects and that the cast checks anyway. */
const dropped = new Set([
  'default',
  'examples',
  '$schema',
  '$comment',
  'title',
  'minLength',
  'maxLength',
  'uniqueItems',
  'minProperties',
  'maxProperties',
])
const standardFormats = new Set<Json>([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
])

const withNull = (schema: JsonSchema): JsonSchema => {
  if (Array.isArray(schema.anyOf))
    return schema.anyOf.some((option) => isSchema(option) && option.type === 'null')
      ? schema
      : { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] }
  if (Array.isArray(schema.enum))
    return {
      ...schema,
      ...(typeof schema.type === 'string' ? { type: [schema.type, 'null'] } : {}),
      enum: [...schema.enum.filter((value) => value !== null), null],
    }
  return typeof schema.type === 'string'
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] }
}

/** A schema name that providers accept. */
export const schemaName = (name: string): string =>
  name.replaceAll(/[^\w-]/g, '_').slice(0, 64) || 'outputs'

/**
 * A schema in the dialect of strict structured outputs (OpenAI): every object closed, every
 * property required, and optional properties nullable instead. Undefined if the dialect cannot
 * express the schema: an object with free keys, or a value of any form.
 */
export const strictSchema = (schema: JsonSchema): JsonSchema | undefined => {
  if (
    Array.isArray(schema.type) ||
    schema.$ref !== undefined ||
    schema.allOf !== undefined ||
    schema.patternProperties !== undefined
  )
    return undefined
  const allowedParts = Object.fromEntries(
    Object.entries(schema).filter(
      ([key, value]) => !dropped.has(key) && (key !== 'format' || standardFormats.has(value)),
    ),
  )
  const options = schema.anyOf ?? schema.oneOf
  if (Array.isArray(options)) return strictOptions(allowedParts, options)
  if (schema.type === 'object') return strictObject(schema, allowedParts)
  if (schema.type === 'array') {
    const items = isSchema(schema.items) ? strictSchema(schema.items) : undefined
    return items && { ...allowedParts, items }
  }
  return schema.type === undefined && schema.enum === undefined && schema.const === undefined
    ? undefined
    : allowedParts
}

const strictOptions = (
  { oneOf: _oneOf, ...rest }: JsonSchema,
  options: readonly Json[],
): JsonSchema | undefined => {
  const strict = options.map((option) => (isSchema(option) ? strictSchema(option) : undefined))
  return strict.every((option) => option !== undefined) ? { ...rest, anyOf: strict } : undefined
}

const strictObject = (schema: JsonSchema, rest: JsonSchema): JsonSchema | undefined => {
  const { properties, additionalProperties, required } = schema
  if (
    !isSchema(properties) ||
    (additionalProperties !== undefined && additionalProperties !== false)
  )
    return undefined
  const strict: [string, JsonSchema][] = []
  for (const [name, property] of Object.entries(properties)) {
    const strictProperty = isSchema(property) ? strictSchema(property) : undefined
    if (!strictProperty) return undefined
    strict.push([
      name,
      Array.isArray(required) && required.includes(name)
        ? strictProperty
        : withNull(strictProperty),
    ])
  }
  return {
    ...rest,
    properties: Object.fromEntries(strict),
    required: strict.map(([name]) => name),
    additionalProperties: false,
  }
}
