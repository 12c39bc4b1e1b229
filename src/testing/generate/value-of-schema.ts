import type { Random } from '../../evaluate/random.ts'
import type { Json, JsonSchema } from '../../type/type.ts'
import { textOfPattern } from './text-of-pattern.ts'

/** One try at a value. Later tries spread wider, for the sake of what the schema does not say. */
export interface Draw {
  readonly random: Random
  readonly attempt: number
}

const words =
  'amber basil cedar delta ember fjord grove harbor iris juniper kelp lotus maple north ocean pebble quartz river stone thyme umber valley willow xenon yarrow zenith café señor größe'.split(
    ' ',
  )
const numberOf = (schema: JsonSchema, key: string): number | undefined =>
  typeof schema[key] === 'number' ? schema[key] : undefined
const between = (random: Random, least: number, greatest: number): number =>
  least + Math.floor(random.next() * (greatest - least + 1))
const pad = (number: number, size = 2): string => String(number).padStart(size, '0')
const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)]!

/** A text of so many code points, with no white space at its ends. */
const prose = (random: Random, least: number, greatest: number): string => {
  const length = between(random, least, greatest)
  const text: string[] = []
  while (text.length < length) text.push(...pick(random, words), ' ')
  const cut = text.slice(0, length)
  if (cut.at(-1) === ' ') cut[cut.length - 1] = 'a'
  return cut.join('')
}

const hex = (random: Random, size: number): string =>
  Array.from({ length: size }, () => random.integer(16).toString(16)).join('')
const date = (random: Random): string =>
  `${between(random, 1990, 2040)}-${pad(between(random, 1, 12))}-${pad(between(random, 1, 28))}`
const time = (random: Random): string =>
  `${pad(random.integer(24))}:${pad(random.integer(60))}:${pad(random.integer(60))}`
const formats: Readonly<Record<string, (random: Random) => string>> = {
  date,
  time: (random) => `${time(random)}Z`,
  'date-time': (random) => `${date(random)}T${time(random)}.${pad(random.integer(1000), 3)}Z`,
  uuid: (random) =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${pick(random, ['8', '9', 'a', 'b'])}${hex(random, 3)}-${hex(random, 12)}`,
  email: (random) => `${pick(random, words.slice(0, 26))}.${hex(random, 4)}@example.org`,
  uri: (random) => `https://example.org/${hex(random, 6)}`,
  url: (random) => `https://example.org/${hex(random, 6)}`,
  hostname: (random) => `${hex(random, 6)}.example.org`,
  ipv4: (random) => Array.from({ length: 4 }, () => random.integer(256)).join('.'),
}

const text = (schema: JsonSchema, { random, attempt }: Draw): string => {
  const { pattern, format } = schema
  const make = typeof format === 'string' ? formats[format] : undefined
  if (make && attempt % 4 !== 3) return make(random)
  const least = numberOf(schema, 'minLength') ?? 0
  const most = numberOf(schema, 'maxLength')
  if (typeof pattern === 'string')
    return textOfPattern(pattern, random, Math.min(3 + least + attempt, 200))
  return prose(
    random,
    Math.max(1, least),
    Math.min(most ?? Infinity, Math.max(1, least) + 30 + attempt),
  )
}

/** A number within the bounds; where there are none, near zero. */
const number = (schema: JsonSchema, { random, attempt }: Draw, whole: boolean): number => {
  const spread = 1000 * 4 ** Math.min(attempt, 20)
  const step = numberOf(schema, 'multipleOf')
  const lower = numberOf(schema, 'minimum') ?? numberOf(schema, 'exclusiveMinimum')
  const limit = numberOf(schema, 'maximum') ?? numberOf(schema, 'exclusiveMaximum')
  const least = lower ?? (limit === undefined ? -spread : limit - spread)
  const greatest = Math.min(limit ?? Infinity, least + (lower === undefined ? 2 : 1) * spread)
  if (step !== undefined)
    return between(random, Math.ceil(least / step), Math.floor(greatest / step)) * step
  if (whole) return between(random, Math.ceil(least), Math.floor(greatest))
  const exact = least + random.next() * (greatest - least)
  const short = Math.round(exact * 100) / 100
  return short > least && short < greatest ? short : exact
}

const list = (schema: JsonSchema, draw: Draw, value: (schema: JsonSchema) => Json): Json[] => {
  const least = numberOf(schema, 'minItems') ?? 0
  const length = between(
    draw.random,
    least,
    Math.min(numberOf(schema, 'maxItems') ?? Infinity, least + 4),
  )
  const first = (schema['prefixItems'] ?? []) as readonly JsonSchema[]
  const rest = (schema['items'] ?? {}) as JsonSchema
  return Array.from({ length: Math.max(length, first.length) }, (_, at) => value(first[at] ?? rest))
}

const object = (
  schema: JsonSchema,
  { random }: Draw,
  value: (schema: JsonSchema) => Json,
): Json => {
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined
  const required = (schema['required'] ?? []) as readonly string[]
  if (!properties)
    return Object.fromEntries(
      random.sample(words, random.integer(4)).map((name) => [name, random.integer(100)]),
    )
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name) || random.next() < 0.7)
      .map(([name, part]) => [name, value(part)]),
  )
}

/** JSON that fits a schema as far as its keywords say it. */
export const valueOfSchema = (root: JsonSchema, draw: Draw): Json => {
  const { random } = draw
  const value = (schema: JsonSchema): Json => {
    const { $ref, const: only, enum: members, type } = schema
    if (typeof $ref === 'string') return value(resolve(root, $ref))
    if (only !== undefined) return only
    if (Array.isArray(members)) return pick(random, members as readonly Json[])
    const ways = schema['anyOf'] ?? schema['oneOf']
    if (Array.isArray(ways)) return value(pick(random, ways as readonly JsonSchema[]))
    const all = schema['allOf']
    if (Array.isArray(all)) return value(Object.assign({}, ...(all as JsonSchema[])))
    const kind = Array.isArray(type) ? pick(random, type as readonly string[]) : type
    switch (kind) {
      case 'null':
        return null
      case 'boolean':
        return random.next() < 0.5
      case 'integer':
      case 'number':
        return number(schema, draw, kind === 'integer')
      case 'array':
        return list(schema, draw, value)
      case 'object':
        return object(schema, draw, value)
      default:
        return text(schema, draw)
    }
  }
  return value(root)
}

const resolve = (root: JsonSchema, reference: string): JsonSchema =>
  reference
    .split('/')
    .slice(1)
    .reduce((at, part) => (at[part] ?? {}) as JsonSchema, root)
