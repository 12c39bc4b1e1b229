import { isSchema } from '../../type/schema-at.ts'
import type { JsonSchema } from '../../type/type.ts'
import type { Kind, TaskField } from '../task.ts'
import { inlineSchema } from './inline-schema.ts'
import { limitsIn } from './limits.ts'

const unquote = (text: string): string => text.trim().replace(/^(["'`«])(.*)["'`»]$/, '$2')

const choices = (text: string): string[] => {
  const separator = text.includes(';')
    ? ';'
    : /["'|]/.test(text)
      ? /[|,](?=(?:[^"']*["'][^"']*["'])*[^"']*$)/
      : /\s*(?:,|\bor\b)\s*/
  return text
    .replace(/[.\s]+$/, '')
    .split(separator)
    .map(unquote)
    .filter(Boolean)
}

const literal = (text: string): Kind | undefined => {
  const quoted = /^(?:Literal|enum)\s*\[(.*)\]$/s.exec(text)
  if (quoted) return { type: 'choice', values: choices(quoted[1] ?? '') }
  const alternatives = /\b(?:one of|any of|exactly match[^:]*):\s*(?:one of:\s*)?(.+)$/s.exec(text)
  return alternatives ? { type: 'choice', values: choices(alternatives[1] ?? '') } : undefined
}

const SIMPLE: readonly (readonly [RegExp, Kind['type']])[] = [
  [/\bbool(ean)?\b|true or false/i, 'boolean'],
  [/\bint(eger)?\b|whole number/i, 'integer'],
  [/\b(float|number|decimal|double)\b/i, 'number'],
  [/\bdate(?:-|\s| and )?time\b|timestamp/i, 'datetime'],
  [/\bdate\b/i, 'date'],
  [/\b(dict|object|map|record)\b/i, 'object'],
]

/** Where the parenthesis that opens a text ends; -1 where it does not. */
const closing = (text: string): number => {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    else if (text[at] === ')') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return -1
}

/** The properties of `name (type), other name (type)`. */
const propertiesIn = (text: string): TaskField[] => {
  const fields: TaskField[] = []
  let rest = text
  for (let head = PROPERTY.exec(rest); head; head = PROPERTY.exec(rest)) {
    const from = rest.slice(head[0].length - 1)
    const end = closing(from)
    if (end < 0) break
    fields.push({ name: head[1] ?? '', kind: kindOf(from.slice(1, end)), description: '' })
    rest = from.slice(end + 1)
  }
  return fields
}
const PROPERTY = /^[,\s]*(?:and )?`?([A-Za-z_][\w-]*)`?\s?\(/

/** `string (at most 5 characters)` and `string, at most 5 characters` in their two parts. */
const withLimits = (text: string): { readonly bare: string; readonly limits: string } => {
  const match = /^([^(,]*[^(,\s])\s*\((.*)\)$/s.exec(text) ?? /^([^(,:]+), (.*)$/s.exec(text)
  return match ? { bare: match[1] ?? '', limits: match[2] ?? '' } : { bare: text, limits: '' }
}

const SIZES_STATED = /((?:, at (?:least|most) \d+ items?){1,2})$/

const listOf = (words: string): Kind => {
  const sizes = SIZES_STATED.exec(words)?.[1] ?? ''
  return {
    type: 'list',
    of: kindOf(words.slice(0, words.length - sizes.length)),
    ...limitsIn(sizes, 'list'),
  }
}

const ofWords = (text: string): Kind => {
  const trimmed = text.trim().replace(/^(?:must be|a valid)\s+/i, '')
  const list = /^(?:a\s+|JSON\s+)*(?:list|array)(?:\s+of\s+|\[)(.*?)\]?$/is.exec(trimmed)
  if (list) return listOf(list[1] ?? '')
  if (/^(?:a\s+)?(?:list|array)\b/i.test(trimmed)) return { type: 'list', of: { type: 'string' } }
  const object = /^(?:an?\s+)?(?:JSON\s+)?(?:object|map|dict|record) with\s+(.*)$/is.exec(trimmed)
  if (object) return { type: 'object', properties: propertiesIn(object[1] ?? '') }
  const choice = literal(trimmed.replace(/(?:, | \()"[^"]*" is [\s\S]*$/, ''))
  if (choice) return choice
  const { bare, limits } = withLimits(trimmed)
  const simple = bare.length < 80 ? SIMPLE.find(([pattern]) => pattern.test(bare))?.[1] : undefined
  const type = /^(?:an?\s+)?(?:JSON\s+)?(?:object|map|dict|record)\b/i.test(bare)
    ? 'object'
    : (simple ?? 'string')
  const kind: Kind = {
    type,
    ...(/^(?:string|str|line)$/i.test(bare) ? { line: true } : {}),
    ...(/\buuid\b/i.test(bare) ? { format: 'uuid' } : {}),
  }
  return limits ? { ...kind, ...limitsIn(limits, type) } : kind
}

/**
 * Reads a type as prompts write it: `list of string`, `one of: a; b`, `list[int]`, `Literal['a',
 * 'b']`, `JSON schema: {…}`, `a single float value`.
 */
export const kindOf = (text: string): Kind => {
  const nullable = /(?:,? or null|^may be null)\.?$/i.test(text.trim()) ? { nullable: true } : {}
  const schemaAt = /JSON schema:?\s*(\{[\s\S]*)$/i.exec(text)
  const schema = schemaAt ? parseSchema(schemaAt[1] ?? '') : undefined
  if (schema) return { ...kindOfSchema(schema), ...nullable }
  return { ...ofWords(text.trim().replace(/(?:,? or null|^may be null)\.?$/i, '')), ...nullable }
}

const parseSchema = (text: string): JsonSchema | undefined => {
  const end = balancedEnd(text)
  if (end < 0) return undefined
  const parsed = safeParse(text.slice(0, end))
  return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)
    ? inlineSchema(parsed as JsonSchema)
    : undefined
}

/** JSON as a value; undefined if the text is not JSON. */
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

const NUMERIC = {
  minimum: 'minimum',
  maximum: 'maximum',
  exclusiveMinimum: 'above',
  exclusiveMaximum: 'below',
  multipleOf: 'multipleOf',
} as const
const LENGTHS = { minLength: 'minLength', maxLength: 'maxLength' } as const
const SIZES = { minItems: 'minItems', maxItems: 'maxItems' } as const

const limitsOf = (schema: JsonSchema, names: Readonly<Record<string, keyof Kind>>): Partial<Kind> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([keyword, name]) =>
      typeof schema[keyword] === 'number' ? [[name, schema[keyword]]] : [],
    ),
  )

const stringKind = (schema: JsonSchema): Kind => {
  const { format, pattern } = schema
  if (format === 'date-time') return { type: 'datetime' }
  if (format === 'date') return { type: 'date' }
  return {
    type: 'string',
    ...limitsOf(schema, LENGTHS),
    ...(typeof pattern === 'string' ? { pattern: { source: pattern, flags: 'u' } } : {}),
    ...(typeof format === 'string' ? { format } : {}),
  }
}

/** The kind a JSON Schema describes. Of a union, the first branch that is not null. */
const kindOfSchema = (schema: JsonSchema): Kind => {
  const branches = schema.anyOf ?? schema.oneOf
  if (Array.isArray(branches)) {
    const nullable = branches.some((branch) => isSchema(branch) && branch.type === 'null')
      ? { nullable: true }
      : {}
    const solid = branches.flatMap((branch) =>
      isSchema(branch) && branch.type !== 'null' ? [branch] : [],
    )
    const constants = solid.flatMap((branch) =>
      typeof branch.const === 'string' ? [branch.const] : [],
    )
    if (constants.length && constants.length === solid.length)
      return { type: 'choice', values: constants, ...nullable }
    if (solid[0]) return { ...kindOfSchema(solid[0]), ...nullable }
  }
  const type = Array.isArray(schema.type)
    ? schema.type.find((candidate) => candidate !== 'null')
    : schema.type
  const nullable =
    Array.isArray(schema.type) && schema.type.includes('null') ? { nullable: true } : {}
  return { ...solidKind(schema, type), ...nullable }
}

const solidKind = (schema: JsonSchema, type: unknown): Kind => {
  if (Array.isArray(schema.enum))
    return {
      type: 'choice',
      values: schema.enum.filter((value) => value !== null).map(String),
      ...(schema.enum.includes(null) ? { nullable: true } : {}),
    }
  if (typeof schema.const === 'string') return { type: 'choice', values: [schema.const] }
  if (type === 'array')
    return {
      type: 'list',
      of: isSchema(schema.items) ? kindOfSchema(schema.items) : { type: 'string' },
      ...limitsOf(schema, SIZES),
      ...(schema.uniqueItems === true ? { uniqueItems: true } : {}),
    }
  if (type === 'object' || isSchema(schema.properties))
    return { type: 'object', properties: fieldsOfSchema(schema) }
  if (type === 'boolean') return { type: 'boolean' }
  if (type === 'integer' || type === 'number') return { type, ...limitsOf(schema, NUMERIC) }
  return stringKind(schema)
}

/** An object schema's properties as fields. */
export const fieldsOfSchema = (schema: JsonSchema): TaskField[] =>
  isSchema(schema.properties)
    ? Object.entries(schema.properties).flatMap(([name, property]) =>
        isSchema(property)
          ? [
              {
                name,
                kind: kindOfSchema(property),
                description: typeof property.description === 'string' ? property.description : '',
              },
            ]
          : [],
      )
    : []
