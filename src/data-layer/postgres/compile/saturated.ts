import { sql, type Sql } from './sql.ts'

/** The greatest number there is. */
export const most = Number.MAX_VALUE
const limit = sql.raw(`'${most}'::double precision`)

/** The nearest number that is finite. */
export const saturatedSql = (value: Sql): Sql =>
  sql`(select case when n > ${limit} then ${limit} when n < -${limit} then -${limit} else n end from (values (${value})) as s(n))`
