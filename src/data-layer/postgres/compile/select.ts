import { sql, type Sql } from './sql.ts'

/**
 * The clauses of a query over a scope. All of them are written before its `from`, which so has
 * whatever they joined.
 */
export interface SelectParts {
  readonly distinct?: boolean
  readonly distinctOn?: Sql
  readonly columns: Sql
  readonly where: Sql
  readonly groupBy?: Sql | undefined
  readonly orderBy?: Sql | undefined
  readonly limit?: Sql | undefined
  readonly offset?: Sql | undefined
  /** In the place of a limit: so many rows, and those that are equal to the last of them. */
  readonly firstWithTies?: Sql
  readonly lock?: Sql | undefined
}

const clause = (keyword: string, part: Sql | undefined): Sql =>
  part === undefined ? sql`` : sql` ${sql.raw(keyword)} ${part}`

const distinctSql = ({ distinct, distinctOn }: SelectParts): Sql => {
  if (distinctOn) return sql`distinct on (${distinctOn}) `
  return sql.raw(distinct ? 'distinct ' : '')
}

/**
 * A `select` with its clauses in the order in which SQL has them. Scopes call this; see
 * `QueryScope.select`.
 */
export const selectSql = (from: Sql, parts: SelectParts): Sql => {
  const { columns, where, groupBy, orderBy, limit, offset, firstWithTies, lock } = parts
  const ties = firstWithTies && sql`first (${firstWithTies}) rows with ties`
  const tail = [
    clause('group by', groupBy),
    clause('order by', orderBy),
    clause('limit', limit),
    clause('offset', offset),
    clause('fetch', ties),
    clause('for', lock),
  ]
  return sql`select ${distinctSql(parts)}${columns} ${from} where ${where}${sql.join(tail, sql``)}`
}
