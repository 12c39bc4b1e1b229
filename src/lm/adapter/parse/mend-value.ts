import type { JsonSchema } from '../../../type/type.ts'
import { isSchema, itemsOf, properties, solid } from '../schema-parts.ts'
import { scalarReadings } from './scalar-text.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)
const fold = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/**
 * What JSON held, brought nearer to its schema: names in another case, keys that no one asked for, null where a field may be left out
 * (a strict response format makes models write it), numbers and booleans as words. What fits already stays as it is.
 */
export const mendValue = (declared: JsonSchema, value: unknown): unknown => {
  const schema = solid(declared)
  if (Array.isArray(value)) return value.map((item) => mendValue(itemsOf(schema), item))
  if (isObject(value)) return mendObject(schema, value)
  return typeof value === 'string' ? mendText(schema, value) : value
}

const mendObject = (schema: JsonSchema, value: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const known = properties(schema)
  const closed = schema.additionalProperties === false
  const entries = Object.entries(value).flatMap(([given, part]): [string, unknown][] => {
    const name = nameIn(known, given, value)
    const property = name === undefined ? undefined : known[name]
    if (name === undefined || !isSchema(property)) return closed ? [] : [[given, part]]
    return part === null && !takesNull(property) ? [] : [[name, mendValue(property, part)]]
  })
  return Object.fromEntries(entries)
}

const takesNull = (schema: JsonSchema): boolean => Array.isArray(schema.anyOf) && schema.anyOf.some((option) => isSchema(option) && option.type === 'null')

/** The property that a key means: itself, else the only one that is the same but for case and signs, unless that is given too. */
const nameIn = (known: JsonSchema, given: string, value: object): string | undefined => {
  if (Object.hasOwn(known, given)) return given
  const near = Object.keys(known).filter((name) => fold(name) === fold(given))
  return near.length === 1 && !Object.hasOwn(value, near[0]!) ? near[0] : undefined
}

const fits = ({ type, enum: values }: JsonSchema, value: unknown): boolean =>
  type === 'boolean'
    ? typeof value === 'boolean'
    : type === 'integer' || type === 'number'
      ? typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
      : Array.isArray(values) && values.some((one) => one === value)

const mendText = (schema: JsonSchema, text: string): unknown => scalarReadings(schema, text).find((reading) => fits(schema, reading)) ?? text
