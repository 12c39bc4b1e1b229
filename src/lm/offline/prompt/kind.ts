import { isSchema } from '../../../type/schema-at.ts'
import type { JsonSchema } from '../../../type/type.ts'
import type { Kind, TaskField } from '../task.ts'
import { inlineSchema } from './inline-schema.ts'

const unquote = (text: string): string => text.trim().replace(/^(["'`«])(.*)["'`»]$/, '$2')

const choices = (text: string): string[] => {
  const separator = text.includes(';') ? ';' : /["'|]/.test(text) ? /[|,](?=(?:[^"']*["'][^"']*["'])*[^"']*$)/ : /\s*(?:,|\bor\b)\s*/
  return text
    .replace(/[.\s]+$/, '')
    .split(separator)
    .map(unquote)
    .filter(Boolean)
}

const literal = (text: string): Kind | undefined => {
  const quoted = /^(?:Literal|enum)\s*\[(.*)\]$/s.exec(text)
  if (quoted) return { type: 'choice', values: choices(quoted[1] ?? '') }
  const named = /\b(?:one of|any of|exactly match[^:]*):\s*(?:one of:\s*)?(.+)$/s.exec(text)
  return named ? { type: 'choice', values: choices(named[1] ?? '') } : undefined
}

const SIMPLE: readonly (readonly [RegExp, Kind['type']])[] = [
  [/\bbool(ean)?\b|true or false/i, 'boolean'],
  [/\bint(eger)?\b|whole number/i, 'integer'],
  [/\b(float|number|decimal|double)\b/i, 'number'],
  [/\bdate-?time\b|timestamp/i, 'datetime'],
  [/\bdate\b/i, 'date'],
  [/\b(dict|object|map|record)\b/i, 'object'],
]

/** Reads a type as prompts write it: `list of string`, `one of: a; b`, `list[int]`, `Literal['a', 'b']`, `JSON schema: {…}`, `a single float value`. */
export const kindOf = (text: string): Kind => {
  const schemaAt = /JSON schema:?\s*(\{[\s\S]*)$/i.exec(text)
  if (schemaAt) {
    const schema = parseSchema(schemaAt[1] ?? '')
    if (schema) return kindOfSchema(schema)
  }
  const trimmed = text
    .trim()
    .replace(/,? or null\.?$/i, '')
    .replace(/^(?:must be|a valid)\s+/i, '')
  const list = /^(?:a\s+|JSON\s+)*(?:list|array)(?:\s+of\s+|\[)(.*?)\]?$/is.exec(trimmed)
  if (list) return { type: 'list', of: kindOf(list[1] ?? '') }
  if (/^(?:a\s+)?(?:list|array)\b/i.test(trimmed)) return { type: 'list', of: { type: 'string' } }
  const chosen = literal(trimmed)
  if (chosen) return chosen
  if (/^(?:an?\s+)?(?:JSON\s+)?(?:object|map|dict|record)\b/i.test(trimmed)) return { type: 'object' }
  for (const [pattern, type] of SIMPLE) if (pattern.test(trimmed) && trimmed.length < 80) return { type }
  return { type: 'string' }
}

const parseSchema = (text: string): JsonSchema | undefined => {
  const end = balancedEnd(text)
  if (end < 0) return undefined
  const parsed = safeParse(text.slice(0, end))
  return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? inlineSchema(parsed as JsonSchema) : undefined
}

/** JSON as a value; undefined where the text is none. */
export const safeParse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Where the object or list that opens a text ends; -1 when it does not. */
export const balancedEnd = (text: string): number => {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at += 1
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return -1
}

const numbers = (schema: JsonSchema): Partial<Kind> => ({
  ...(typeof schema.minimum === 'number' ? { minimum: schema.minimum } : {}),
  ...(typeof schema.maximum === 'number' ? { maximum: schema.maximum } : {}),
})

/** The kind a JSON Schema describes. Of a union, the first branch that is not null. */
export const kindOfSchema = (schema: JsonSchema): Kind => {
  const branches = schema.anyOf ?? schema.oneOf
  if (Array.isArray(branches)) {
    const constants = branches.flatMap((branch) => (isSchema(branch) && typeof branch.const === 'string' ? [branch.const] : []))
    if (constants.length === branches.length) return { type: 'choice', values: constants }
    const branch = branches.find((candidate) => isSchema(candidate) && candidate.type !== 'null')
    if (isSchema(branch)) return kindOfSchema(branch)
  }
  if (Array.isArray(schema.enum)) return { type: 'choice', values: schema.enum.filter((value) => value !== null).map(String) }
  if (typeof schema.const === 'string') return { type: 'choice', values: [schema.const] }
  const type = Array.isArray(schema.type) ? schema.type.find((candidate) => candidate !== 'null') : schema.type
  if (type === 'array') {
    return {
      type: 'list',
      of: isSchema(schema.items) ? kindOfSchema(schema.items) : { type: 'string' },
      ...(typeof schema.maxItems === 'number' ? { maxItems: schema.maxItems } : {}),
      ...(typeof schema.minItems === 'number' ? { minItems: schema.minItems } : {}),
    }
  }
  if (type === 'object' || isSchema(schema.properties)) return { type: 'object', properties: fieldsOfSchema(schema) }
  if (type === 'boolean') return { type: 'boolean' }
  if (type === 'integer' || type === 'number') return { type, ...numbers(schema) }
  if (schema.format === 'date-time') return { type: 'datetime' }
  if (schema.format === 'date') return { type: 'date' }
  return { type: 'string' }
}

/** An object schema's properties as fields. */
export const fieldsOfSchema = (schema: JsonSchema): TaskField[] =>
  isSchema(schema.properties)
    ? Object.entries(schema.properties).flatMap(([name, property]) =>
        isSchema(property) ? [{ name, kind: kindOfSchema(property), description: typeof property.description === 'string' ? property.description : '' }] : [],
      )
    : []
