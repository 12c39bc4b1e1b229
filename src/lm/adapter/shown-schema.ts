import type { Json, JsonSchema } from '../../type/type.ts'
import { isSchema } from '../../type/schema-at.ts'

const longestPattern = 60

/** What a schema says that no model needs: what every text and every whole number fulfills, names for tools, and patterns that a format says in a word. */
const isNoise = (schema: JsonSchema, key: string, value: Json | undefined): boolean => {
  if (key === 'title' || key === '$schema' || key === '$comment') return true
  if (key === 'minLength') return value === 1
  if (key === 'minimum') return value === Number.MIN_SAFE_INTEGER
  if (key === 'maximum') return value === Number.MAX_SAFE_INTEGER
  if (key === 'pattern') return schema.format !== undefined || String(value).length > longestPattern
  return key === 'propertyNames' && isSchema(value) && Object.keys(value).length === 1 && value.type === 'string'
}

const shown = (value: Json, isNames: boolean): Json => {
  if (Array.isArray(value)) return value.map((part) => shown(part, false))
  if (!isSchema(value)) return value
  const kept = Object.entries(value).filter(([key, part]) => isNames || !isNoise(value, key, part))
  return Object.fromEntries(
    kept.map(([key, part]) => [
      key,
      ['enum', 'const', 'default', 'required'].includes(key) && !isNames ? part : shown(part, !isNames && (key === 'properties' || key === '$defs')),
    ]),
  )
}

/** A JSON Schema as a prompt shows it. */
export const shownSchema = (schema: JsonSchema): JsonSchema => shown(schema, false) as JsonSchema
