import { type RawBuilder, sql } from 'kysely'
import type { Storage, Type } from '../../../type/type.ts'

export type Sql = RawBuilder<unknown>

/** A piece of SQL with the Postgres type of its value. */
export interface Fragment {
  readonly sql: Sql
  readonly storage: Storage
  /** The field type the value is of, where it comes from a field. */
  readonly type?: Type<unknown> | undefined
}

export const fragment = (text: Sql, storage: Storage, type?: Type<unknown>): Fragment => ({ sql: text, storage, type })

export const isNumeric = (storage: Storage): boolean => ['bigint', 'integer', 'smallint', 'double precision', 'real', 'numeric'].includes(storage)
export const isVector = (storage: Storage): boolean => storage.startsWith('vector') || storage === 'double precision[]'

export const castSql = (text: Sql, storage: Storage): Sql => sql`${text}::${sql.raw(storage)}`
/** The type of a null that nothing gives a type to. */
export const untyped: Storage = 'unknown'

/** The value in another type; itself where it has it. */
export const castTo = (from: Fragment, storage: Storage): Fragment => {
  if (from.storage === storage) return from
  if (storage === 'text' && from.storage === 'date') return fragment(sql`to_char(${from.sql}, 'YYYY-MM-DD')`, 'text')
  return fragment(castSql(sql`(${from.sql})`, storage), storage)
}

/** The one type in which values of these types are compared: a number wins over a whole number, text over everything else. */
export const commonStorage = (storages: readonly Storage[]): Storage => {
  const typed = storages.filter((storage) => storage !== untyped)
  const [first = 'text', ...rest] = typed
  if (rest.every((storage) => storage === first)) return first
  return typed.every(isNumeric) ? 'double precision' : typed.every(isVector) ? first : 'text'
}

/** Text in the order of code points, whatever the database's collation. */
export const ordered = ({ sql: text, storage }: Fragment): Sql => (storage === 'text' ? sql`${text} collate "C"` : text)
