import { isSchema } from './schema-at.ts'
import type { JsonSchema } from './type.ts'

const formats: Readonly<Record<string, string>> = {
  'date-time': 'date and time',
  date: 'date',
  time: 'time',
  email: 'email address',
  uri: 'URL',
  url: 'URL',
  uuid: 'UUID',
}

const wordsOfType = (schema: JsonSchema): string | undefined => {
  const { type, items, additionalProperties, format } = schema
  if (type === 'array') {
    const item = isSchema(items) ? schemaWords(items) : undefined
    return item === undefined ? 'list' : `list of ${item}`
  }
  if (type === 'object')
    return isSchema(additionalProperties) && !isSchema(schema.properties)
      ? `object of ${schemaWords(additionalProperties) ?? 'values'}`
      : 'object'
  if (type === 'string') return (typeof format === 'string' && formats[format]) || 'string'
  return type === 'number'
    ? 'float'
    : typeof type === 'string' && type !== 'null'
      ? type
      : undefined
}

/**
 * What a JSON Schema describes in a few words, without its null: `list of string`, `one of: a; b`.
 * Undefined where it says nothing.
 */
export const schemaWords = (schema: JsonSchema): string | undefined => {
  const options =
    schema.anyOf ??
    schema.oneOf ??
    (Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : undefined)
  if (Array.isArray(options)) {
    const words = new Set(
      options
        .map((option) => (isSchema(option) ? schemaWords(option) : undefined))
        .filter((word) => word !== undefined),
    )
    return words.size ? [...words].join(' or ') : undefined
  }
  if (Array.isArray(schema.enum))
    return `one of: ${schema.enum
      .filter((value) => value !== null)
      .map(String)
      .join('; ')}`
  if (schema.const !== undefined && schema.const !== null) return `one of: ${String(schema.const)}`
  return wordsOfType(schema)
}
