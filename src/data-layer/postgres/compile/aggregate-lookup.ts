import type { AggregateNode } from '../../../expression/node.ts'
import { aggregateCall } from './aggregate.ts'
import { type Fragment, untyped } from './fragment.ts'
import { comparable, keyedQuery } from './lookup.ts'
import { conjunctionSql, isSingle, joinsOnce, joinTo, orderBy } from './relation.ts'
import type { QueryScope } from './scope.ts'
import { sql, type Sql } from './sql.ts'

/**
 * An aggregate in a caller's condition, joined: related records are read once for all, in groups,
 * where a subquery would read them for one record after another. Undefined where it takes a
 * subquery all the same.
 */
export const aggregateLookup = (node: AggregateNode, source: QueryScope): Fragment | undefined => {
  if (!source.reach.fromCaller || !source.joins) return undefined
  const [head, ...rest] = node.path as [string, ...string[]]
  const relationship = source.relationship(head)
  if (rest.length > 0) {
    const joined = joinTo(source, relationship)
    return joined && joined.expression({ ...node, path: rest })
  }
  if (isSingle(relationship))
    return node.function === 'first' ? ofSingle(node, joinTo(source, relationship)!) : undefined
  const { through } = relationship
  return !through || joinsOnce(through) ? grouped(node, source) : undefined
}

/** A value of the one related record, if there is one and it counts. */
const ofSingle = ({ of, where }: AggregateNode, joined: QueryScope): Fragment | undefined => {
  const value = of && joined.expression(of)
  if (!value) return undefined
  const exists = sql`${joined.column(joined.attribute(joined.info.primaryKey[0]!)).sql} is not null`
  return {
    ...value,
    sql: sql`case when ${conjunctionSql([exists, ...(where ? [joined.condition(where)] : [])])} then ${value.sql} end`,
  }
}

const ofNone: Partial<Record<AggregateNode['function'], Sql>> = {
  count: sql`0`,
  exists: sql`false`,
  list: sql`'[]'::jsonb`,
}

const grouped = (node: AggregateNode, source: QueryScope): Fragment | undefined => {
  const relationship = source.relationship(node.path[0]!)
  const { scope, key, where } = keyedQuery(relationship, source, node.join)
  const [from, to] = comparable(relationship, source, key)
  const of = node.of && scope.expression(node.of)
  if (of?.storage === untyped && node.function !== 'count' && node.function !== 'exists')
    return undefined
  const conditions = conjunctionSql([where, ...(node.where ? [scope.condition(node.where)] : [])])
  const order = orderBy([...node.sort, ...relationship.sort], scope)
  const isSum = node.function === 'sum' || node.function === 'avg'
  const once = isSum && of !== undefined && node.of?.kind !== 'ref'
  const value = aggregateCall(node.function, once ? { ...of, sql: sql`q.v` } : of, order)
  const columns = sql`${to} as k, ${once ? of.sql : value.sql} as v`
  const rows = scope.select({ columns, where: conditions, groupBy: once ? undefined : to })
  const query = once ? sql`select q.k, ${value.sql} as v from (${rows}) as q group by q.k` : rows
  const alias = source.joinedQuery(query, (name) => sql`${sql.id(name)}.k = ${from}`)
  const valueSql = sql`${sql.id(alias)}.v`
  const none = ofNone[node.function]
  return { ...value, sql: none ? sql`coalesce(${valueSql}, ${none})` : valueSql }
}
