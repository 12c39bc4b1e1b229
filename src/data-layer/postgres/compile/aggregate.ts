import { sql } from 'kysely'
import type { AggregateFunction, AggregateNode } from '../../../expression/node.ts'
import { type Fragment, fragment, ordered, type Sql, untyped } from './fragment.ts'
import { toJsonb } from './operator/list.ts'
import { conjunction, orderBy, relatedQuery } from './relation.ts'
import type { QueryScope } from './scope.ts'

/** An aggregate over related records as a subquery. */
export const aggregateSubquery = (node: AggregateNode, source: QueryScope): Fragment => {
  const { scope, where, relationship } = relatedQuery(node.path, source, node.join)
  const conditions = conjunction([where, ...(node.where ? [scope.condition(node.where)] : [])])
  const of = node.of && scope.expression(node.of)
  const order = orderBy([...node.sort, ...relationship.sort], scope)
  if (of?.storage === untyped && node.function !== 'count' && node.function !== 'exists') return aggregateCall(node.function, of, order)
  if (node.function === 'first' && of)
    return { ...of, sql: sql`(select ${of.sql} ${scope.from} where ${conditions} and ${of.sql} is not null order by ${order} limit 1)` }
  const value = aggregateCall(node.function, of, order)
  return { ...value, sql: sql`(select ${value.sql} ${scope.from} where ${conditions})` }
}

/** An aggregate over the rows of a query, of those alone for which `where` holds; nulls are left out. */
export const aggregateCall = (name: AggregateFunction, of: Fragment | undefined, order: Sql, where?: Sql): Fragment => {
  const filter = where ? sql` filter (where ${where})` : sql``
  if (name === 'count') return fragment(sql`count(${of?.sql ?? sql`*`})${filter}`, 'bigint')
  if (name === 'exists') return fragment(sql`(count(${of?.sql ?? sql`*`})${filter} > 0)`, 'boolean')
  const value = of ?? fragment(sql`1::bigint`, 'bigint')
  const type = of?.type
  if (value.storage === untyped) return name === 'list' ? fragment(sql`'[]'::jsonb`, 'jsonb') : fragment(sql`null`, untyped)
  const present = sql` filter (where ${conjunction([sql`${value.sql} is not null`, ...(where ? [where] : [])])})`
  switch (name) {
    case 'sum':
      return fragment(value.storage === 'bigint' ? sql`(sum(${value.sql})${filter})::bigint` : sql`sum(${value.sql})${filter}`, value.storage, type)
    case 'avg':
      return fragment(sql`avg(${value.sql}::double precision)${filter}`, 'double precision')
    case 'min':
    case 'max':
      return fragment(extreme(name, value, filter), value.storage, type)
    case 'first':
      return fragment(sql`((array_agg(${value.sql}::text order by ${order})${present})[1])::${sql.raw(value.storage)}`, value.storage, type)
    case 'list':
      return fragment(sql`coalesce(jsonb_agg(${toJsonb(value)} order by ${order})${present}, '[]'::jsonb)`, 'jsonb')
    default:
      return name satisfies never
  }
}

/** Not every type has `min` and `max`. */
const extreme = (name: 'min' | 'max', value: Fragment, filter: Sql): Sql => {
  if (value.storage === 'boolean') return sql`${sql.raw(name === 'min' ? 'bool_and' : 'bool_or')}(${value.sql})${filter}`
  if (value.storage === 'uuid') return sql`(${sql.raw(name)}(${value.sql}::text collate "C")${filter})::uuid`
  return sql`${sql.raw(name)}(${ordered(value)})${filter}`
}
