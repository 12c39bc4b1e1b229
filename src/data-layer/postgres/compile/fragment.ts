import { isNumericStorage } from '../../../type/stored-form.ts'
import type { Storage, Type } from '../../../type/type.ts'
import { sql, type Sql } from './sql.ts'

/** A piece of SQL with the Postgres type of its value. */
export interface Fragment {
  readonly sql: Sql
  readonly storage: Storage
  /** The field type the value is of, where it comes from a field. */
  readonly type?: Type<unknown> | undefined
  /** Of a number whose size is known better than by its storage. */
  readonly magnitude?: Magnitude | undefined
}

export const fragment = (text: Sql, storage: Storage, type?: Type<unknown>): Fragment => ({
  sql: text,
  storage,
  type,
})

export const isVector = (storage: Storage): boolean =>
  storage.startsWith('vector') || storage === 'double precision[]'

export const castSql = (text: Sql, storage: Storage): Sql => sql`${text}::${sql.raw(storage)}`
/** The type of a null whose type nothing determines. */
export const untyped: Storage = 'unknown'

/** The value in another type; itself where it has it. */
export const castTo = (from: Fragment, storage: Storage): Fragment => {
  if (from.storage === storage) return from
  const { magnitude } = from
  if (storage === 'text' && from.storage === 'date')
    return fragment(sql`to_char(${from.sql}, 'YYYY-MM-DD')`, 'text')
  return {
    ...fragment(castSql(sql`(${from.sql})`, storage), storage),
    magnitude: magnitude ?? wholes.get(from.storage),
  }
}

/**
 * The one type in which values of these types are compared: a number wins over a whole number, text
 * over everything else.
 */
export const commonStorage = (storages: readonly Storage[]): Storage => {
  const typed = storages.filter((storage) => storage !== untyped)
  const [first = 'text', ...rest] = typed
  if (rest.every((storage) => storage === first)) return first
  return typed.every(isNumericStorage) ? 'double precision' : typed.every(isVector) ? first : 'text'
}

/** Text in the order of code points, whatever the database's collation. */
export const ordered = ({ sql: text, storage }: Fragment): Sql =>
  storage === 'text' ? sql`${text} collate "C"` : text

/** Between which sizes a number lies that is not 0. */
export interface Magnitude {
  readonly least: number
  readonly most: number
}
const wholes = new Map<Storage, Magnitude>([
  ['bigint', { least: 1, most: 2 ** 63 }],
  ['integer', { least: 1, most: 2 ** 31 }],
  ['smallint', { least: 1, most: 2 ** 15 }],
])
/** What is known of a number's size: what its maker says, else what its type can hold. */
export const magnitudeOf = ({ storage, magnitude }: Fragment): Magnitude =>
  magnitude ?? wholes.get(storage) ?? { least: Number.MIN_VALUE, most: Number.MAX_VALUE }
/** What is known of a number that is one of these. */
export const eitherMagnitude = (fragments: readonly Fragment[]): Magnitude | undefined => {
  const magnitudes = fragments.filter(({ storage }) => isNumericStorage(storage)).map(magnitudeOf)
  return magnitudes.length
    ? {
        least: Math.min(...magnitudes.map(({ least }) => least)),
        most: Math.max(...magnitudes.map(({ most }) => most)),
      }
    : undefined
}

/** What differs from server to server. */
export interface Dialect {
  /** Whether pgvector is there; else vectors are arrays and distances are computed by plain SQL. */
  readonly vector: boolean
  /**
   * Columns that always lead to an existing record, as `table.column`: a path over them to the key
   * needs no join.
   */
  readonly references: ReadonlySet<string>
}

/** The type a column has on this server. */
export const columnStorage = (storage: Storage, { vector }: Pick<Dialect, 'vector'>): Storage =>
  storage.startsWith('vector(') && !vector ? 'double precision[]' : storage

/** The greatest number there is. */
export const most = Number.MAX_VALUE
const limit = sql.raw(`'${most}'::double precision`)

/** The nearest number that is finite. */
export const saturatedSql = (value: Sql): Sql =>
  sql`(select case when n > ${limit} then ${limit} when n < -${limit} then -${limit} else n end from (values (${value})) as s(n))`
