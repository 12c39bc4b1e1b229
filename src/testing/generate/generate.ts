import { DefinitionError } from '../../error/definition-error.ts'
import { type Random, seededRandom } from '../../evaluate/random.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type { AnyResource, AttributesOf, Row } from '../../resource/resource.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import { canonicalJson } from '../../text/canonical-json.ts'
import { nearestName } from '../../text/nearest.ts'
import { type AnyField, fieldOf, type Fields, type TypeOf } from '../../type/field.ts'
import { valueOfField } from './value-of-field.ts'

/** Values of a test's own: a value, or what makes one for each record. */
export type Values<A> = {
  readonly [K in keyof A]?: TypeOf<A[K]> | ((random: Random, index: number) => TypeOf<A[K]>)
}

export interface GenerateRequest<X> {
  /** How many records. Default 10. */
  readonly count?: number
  /** Equal seeds make equal records. Default 1. */
  readonly seed?: number | string
  /** For attributes whose values a test chooses, and for those that cannot be made up. */
  readonly values?: Values<AttributesOf<X>>
}

export interface FieldsRequest {
  /** For messages: a resource, or an action. */
  readonly name: string
  readonly fields: Readonly<Record<string, AnyField>>
  /** Names of fields that are unique together. */
  readonly unique: readonly (readonly string[])[]
  readonly values: Readonly<Record<string, unknown>>
  readonly count: number
  readonly seed: number | string
}

/** How often a whole row is tried, where what was chosen first leaves nothing for the rest. */
const mostRows = 50

const refuse = (name: string, field: string, problem: string): never => {
  throw new DefinitionError({
    resource: name,
    path: [field],
    problem,
    fix: `Pass it: values: { ${field}: (random, index) => … }.`,
  })
}

const assertKnown = ({ name, fields, values }: FieldsRequest): void => {
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(fields, key))
  if (unknown === undefined) return
  const near = nearestName(unknown, Object.keys(fields))
  throw new DefinitionError({
    resource: name,
    path: ['values', unknown],
    problem: `there is no field "${unknown}"`,
    fix: near === undefined ? '' : `Did you mean "${near}"?`,
  })
}

const keyOf = (names: readonly string[], fields: FieldsRequest['fields'], row: object): string =>
  canonicalJson(
    names.map((name) => {
      const value = (row as Record<string, unknown>)[name] ?? null
      return value === null ? null : fields[name]!.type.toJson(value)
    }),
  )

/** What has been used of fields that are unique together. */
class UsedKeys {
  readonly #request: FieldsRequest
  readonly #keys: ReadonlyMap<readonly string[], Set<string>>
  constructor(request: FieldsRequest) {
    this.#request = request
    this.#keys = new Map(request.unique.map((names) => [names, new Set<string>()]))
  }
  /** Whether a row may have what it has so far, with this field as the latest. */
  allows(row: Readonly<Record<string, unknown>>, key: string): boolean {
    return [...this.#keys].every(
      ([names, keys]) =>
        !names.includes(key) ||
        !names.every((name) => name in row) ||
        !keys.has(keyOf(names, this.#request.fields, row)),
    )
  }
  add(row: object): void {
    for (const [names, keys] of this.#keys) keys.add(keyOf(names, this.#request.fields, row))
  }
}

/** A row, or the field for which no value could be made up in addition to those before it. */
const rowOf = (
  { fields, values }: FieldsRequest,
  index: number,
  randoms: ReadonlyMap<string, Random>,
  usedKeys: UsedKeys,
): { readonly row: Record<string, unknown> } | { readonly stuck: string } => {
  const row: Record<string, unknown> = {}
  const isGiven = (key: string) => values[key] !== undefined
  // Values that a test chooses come first, so that the rest can fit them.
  const names = Object.keys(fields)
  for (const key of [...names.filter(isGiven), ...names.filter((name) => !isGiven(name))]) {
    const random = randoms.get(key)!
    const own = values[key]
    if (own === undefined) {
      const fits = (value: unknown) => usedKeys.allows({ ...row, [key]: value }, key)
      const choice = valueOfField(fields[key]!, random, fits)
      if (!choice) return { stuck: key }
      row[key] = choice.value
    } else row[key] = typeof own === 'function' ? own(random, index) : own
  }
  return { row }
}

/** Values for fields, valid by their types, and unique where they must be. */
export const generateFields = (request: FieldsRequest): Record<string, unknown>[] => {
  assertKnown(request)
  const { name, fields, count, seed } = request
  const usedKeys = new UsedKeys(request)
  const randoms = new Map(Object.keys(fields).map((key) => [key, seededRandom(seed).fork(key)]))
  return Array.from({ length: count }, (_, index) => {
    let attempt = rowOf(request, index, randoms, usedKeys)
    for (let more = mostRows; more > 0 && 'stuck' in attempt; more--)
      attempt = rowOf(request, index, randoms, usedKeys)
    if ('stuck' in attempt)
      return refuse(
        name,
        attempt.stuck,
        'no value could be made up that its type takes and no record has',
      )
    usedKeys.add(attempt.row)
    return attempt.row
  })
}

/** Which attributes are unique together, in the order in which attributes are declared. */
export const uniqueIn = (
  { primaryKey, identities, indexes, attributes }: ResourceInfo,
  fields: readonly string[] = [...attributes.keys()],
): string[][] =>
  [
    primaryKey,
    ...[...identities.values()].map(({ keys }) => keys),
    ...[...indexes.values()].filter(({ unique }) => unique).map((index) => index.fields),
  ]
    .filter((names) => names.length > 0 && names.every((name) => fields.includes(name)))
    .map((names) => fields.filter((name) => names.includes(name)))

/**
 * Records that a resource could hold, made up from the types of its attributes: each value is one
 * that its type takes, keys and identities are unique. Keys of related records are made up too; to
 * have them name records that exist, pass `values`, or create the records with `seed`.
 *
 * @example
 * const posts = generate(Post, { count: 100, seed: 7, values: { authorId: ada.id } })
 */
export const generate = <X extends AnyResource>(
  resource: X,
  { count = 10, seed = 1, values = {} }: GenerateRequest<X> = {},
): Row<X>[] => {
  const info = resourceInfo(resource)
  const fields = Object.fromEntries(
    Object.entries(resource.attributes as Fields).map(([name, field]) => [name, fieldOf(field)]),
  )
  const unique = uniqueIn(info)
  return generateFields({ name: info.name, fields, unique, values, count, seed }) as Row<X>[]
}
