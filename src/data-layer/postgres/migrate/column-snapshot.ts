import { DefinitionError } from '../../../error/definition-error.ts'
import type { AttributeInfo, ResourceInfo } from '../../../resource/info.ts'
import { snakeCase } from '../../../resource/table-name.ts'
import type { Json, JsonSchema } from '../../../type/type.ts'
import { vectorLength } from '../../../type/vector.ts'
import { dumped } from '../compile/encode.ts'
import { columnStorage, type Dialect } from '../compile/fragment.ts'
import { textLiteral } from './names.ts'
import { isJsonObject } from '../../../text/objects.ts'

export type Generation = 'number' | 'uuid' | 'time'
export interface ColumnSnapshot {
  readonly type: string
  readonly nullable: boolean
  /** What the storage fills in. */
  readonly generated?: Generation
  /**
   * Kept in the row itself and never outside the table, which would make a search among many
   * vectors several times slower.
   */
  readonly inline?: true
  /**
   * What a row gets that says nothing of the column, as SQL: from a program that does not know it
   * yet, and in the rows that are there.
   */
  readonly default?: string
  /** Which values the type reads, as a JSON Schema without limits and words. */
  readonly shape?: Json
  /** New values as SQL by the text of old ones; null is SQL's. */
  readonly mapped?: Readonly<Record<string, string | null>>
  /** Former names. They say how to get here, not what is here: not kept. */
  readonly renamedFrom?: readonly string[]
  /**
   * What rows that are there already get where the column has no default of its own, as SQL. Not
   * kept.
   */
  readonly backfill?: string
}

/** The column of an attribute on a server. */
export const columnOf = (
  info: ResourceInfo,
  attribute: AttributeInfo,
  dialect: Pick<Dialect, 'vector'>,
): ColumnSnapshot => {
  const type = columnStorage(attribute.type.storage, dialect)
  const sql = (value: unknown) => `${textLiteral(dumped(attribute.type, type)(value))}::${type}`
  const { mapValues } = attribute.field.options
  return {
    type,
    nullable: attribute.nullable,
    ...(fitsInRow(type) ? { inline: true } : {}),
    shape: bare(attribute.type.jsonSchema),
    ...(attribute.generated ? generatedIn(info, attribute) : defaultOf(attribute, sql)),
    ...(mapValues
      ? {
          mapped: Object.fromEntries(
            Object.entries(mapValues).map(([old, value]) => [
              old,
              value === null ? null : sql(value),
            ]),
          ),
        }
      : {}),
    ...(attribute.renamedFrom.length
      ? {
          renamedFrom: [
            ...new Set(attribute.renamedFrom.flatMap((name) => [name, snakeCase(name)])),
          ],
        }
      : {}),
  }
}

/** A row has a page of 8,160 bytes, four of them for each dimension, and something else to hold. */
const mostInline = 1900
const fitsInRow = (type: string): boolean =>
  (vectorLength(type) ?? Number.POSITIVE_INFINITY) <= mostInline

const generations: Readonly<Record<string, Generation>> = {
  bigint: 'number',
  uuid: 'uuid',
  timestamptz: 'time',
}
const generatedIn = (
  info: ResourceInfo,
  { name, type }: AttributeInfo,
): Pick<ColumnSnapshot, 'generated'> => {
  const generated = generations[type.storage]
  if (generated) return { generated }
  throw new DefinitionError({
    resource: info.name,
    path: ['attributes', name],
    problem: `the database cannot generate a ${type.name}`,
    fix: 'Generate an integer, a uuid or a datetime, or give a default.',
  })
}

/**
 * A constant is the column's default too. What a function returns is not, since it may change; if
 * it is new each time, Postgres has an equivalent.
 */
const defaultOf = (
  { field, type, nullable }: AttributeInfo,
  sql: (value: unknown) => string,
): Pick<ColumnSnapshot, 'default' | 'backfill'> => {
  const { default: declared } = field.options
  if (typeof declared !== 'function')
    return (declared ?? null) === null ? {} : { default: sql(declared) }
  const [one, other]: unknown[] = [declared(), declared()]
  if ((one ?? null) === null || (other ?? null) === null) return {}
  if (type.storage === 'uuid' && sql(one) !== sql(other)) return { default: 'gen_random_uuid()' }
  if (isNow(one)) return { default: "date_trunc('milliseconds', now())" }
  return nullable ? {} : { backfill: sql(one) }
}
const isNow = (value: unknown) =>
  value instanceof Date && Math.abs(Date.now() - value.getTime()) < 1000

const annotations = new Set(['title', 'description', 'default', 'examples', '$schema'])
const limits = new Set([
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
])

/** What of a JSON Schema says which values can be read: limits may be younger than the rows. */
const bare = (schema: JsonSchema): Json =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !annotations.has(keyword) && !limits.has(keyword))
      .map(([keyword, value]) => [
        keyword,
        keyword === 'properties' ? mapJson(value, bareOrSelf) : bareOrSelf(value),
      ]),
  )
const bareOrSelf = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(bareOrSelf)
  return isJsonObject(value) ? bare(value) : value
}
const mapJson = (value: Json, work: (value: Json) => Json): Json =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, work(each)]))
    : value
