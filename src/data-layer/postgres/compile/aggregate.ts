import type { AggregateFunction, AggregateNode } from '../../../expression/node.ts'
import { summing } from '../../../expression/saturated.ts'
import { isNumericStorage } from '../../../type/stored-form.ts'
import {
  type Fragment,
  fragment,
  magnitudeOf,
  most,
  ordered,
  saturatedSql,
  untyped,
} from './fragment.ts'
import { toJsonb } from './operator/list.ts'
import { conjunctionSql, orderBy, relatedQuery } from './relation.ts'
import type { QueryScope } from './scope.ts'
import { sql, type Sql } from './sql.ts'

/** An aggregate over related records as a subquery. */
export const aggregateSubquery = (node: AggregateNode, source: QueryScope): Fragment => {
  const { scope, where, relationship } = relatedQuery(node.path, source, node.join)
  const conditions = conjunctionSql([where, ...(node.where ? [scope.condition(node.where)] : [])])
  const of = node.of && scope.expression(node.of)
  const order = orderBy([...node.sort, ...relationship.sort], scope)
  if (of?.storage === untyped && node.function !== 'count' && node.function !== 'exists')
    return aggregateCall(node.function, of, order)
  if (node.function === 'first' && of)
    return {
      ...of,
      sql: sql`(${scope.select({
        columns: of.sql,
        where: sql`${conditions} and ${of.sql} is not null`,
        orderBy: order,
        limit: sql`1`,
      })})`,
    }
  if (of && (node.function === 'sum' || node.function === 'avg') && node.of?.kind !== 'ref') {
    const value = aggregateCall(node.function, { ...of, sql: sql`q.v` }, order)
    const rows = scope.select({ columns: sql`${of.sql} as v`, where: conditions })
    return { ...value, sql: sql`(select ${value.sql} from (${rows}) as q)` }
  }
  const value = aggregateCall(node.function, of, order)
  return { ...value, sql: sql`(${scope.select({ columns: value.sql, where: conditions })})` }
}

/**
 * An aggregate over the rows of a query, of those alone for which `where` holds; nulls are left
 * out.
 */
export const aggregateCall = (
  name: AggregateFunction,
  of: Fragment | undefined,
  order: Sql,
  where?: Sql,
): Fragment => {
  const filter = where ? sql` filter (where ${where})` : sql``
  if (name === 'count') return fragment(sql`count(${of?.sql ?? sql`*`})${filter}`, 'bigint')
  if (name === 'exists') return fragment(sql`(count(${of?.sql ?? sql`*`})${filter} > 0)`, 'boolean')
  const value = of ?? fragment(sql`1::bigint`, 'bigint')
  const type = of?.type
  if (value.storage === untyped)
    return name === 'list' ? fragment(sql`'[]'::jsonb`, 'jsonb') : fragment(sql`null`, untyped)
  const present = sql` filter (where ${conjunctionSql([sql`${value.sql} is not null`, ...(where ? [where] : [])])})`
  switch (name) {
    case 'sum':
    case 'avg':
      return total(name, value, filter, where)
    case 'min':
    case 'max':
      return { ...value, sql: extreme(name, value, filter), type }
    case 'first':
      return {
        ...value,
        sql: sql`((array_agg(${value.sql}::text order by ${order})${present})[1])::${sql.raw(value.storage)}`,
      }
    case 'list':
      return fragment(
        sql`coalesce(jsonb_agg(${toJsonb(value)} order by ${order})${present}, '[]'::jsonb)`,
        'jsonb',
      )
    default:
      return name satisfies never
  }
}

/**
 * To the nearest number: whole numbers exactly, others without an overflow on the way, which `sum`
 * and `avg` would raise.
 */
const total = (
  name: 'sum' | 'avg',
  value: Fragment,
  filter: Sql,
  where: Sql | undefined,
): Fragment => {
  const { least, most: greatest } = magnitudeOf(value)
  if (!isNumericStorage(value.storage)) return fragment(sql`null`, untyped)
  const sum = sql`sum(${value.sql})${filter}`
  const divisor = name === 'avg' ? sql` / count(${value.sql})${filter}` : sql``
  if (value.storage === 'numeric' && name === 'sum') return fragment(sum, 'numeric', value.type)
  if (value.storage !== 'double precision' && value.storage !== 'real')
    return {
      ...fragment(sql`((${sum})::double precision${divisor})`, 'double precision', value.type),
      magnitude: { least: 2 ** -63, most: 2 ** 126 },
    }
  if (least >= 1 && greatest <= summing.large)
    return fragment(sql`(${sum}${divisor})`, 'double precision', value.type)
  const number = greatest > most ? saturatedSql(value.sql) : value.sql
  return fragment(
    carefulTotal(number, where, name === 'avg' ? sql`count(${value.sql})${filter}` : undefined),
    'double precision',
    value.type,
  )
}

const double = (value: number): Sql => sql.raw(`'${value}'::double precision`)
const carefulTotal = (number: Sql, where: Sql | undefined, count: Sql | undefined): Sql => {
  const [large, scale, limit] = [
    double(summing.large),
    double(summing.scale),
    double(most * summing.scale),
  ]
  const those = (condition: Sql) =>
    sql` filter (where ${conjunctionSql([condition, ...(where ? [where] : [])])})`
  const sum = sql`sum(${number})${those(sql`abs(${number}) < ${large}`)}`
  const huge = sql`sum(${number} * ${scale})${those(sql`abs(${number}) >= ${large}`)}`
  const tiny = sql`abs(${sum}) < 1`
  const scaled = sql`(case when ${sum} is null or ${tiny} then 0 else ${sum} * ${scale} end + ${huge})`
  // A mean that is too small for a number.
  const mean =
    count &&
    sql`case when ${tiny} and abs(${sum}) * ${double(2 ** 75)} <= ${count} * ${double(2 ** -1000)} then 0 else ${sum} / ${count} end`
  const bounded = sql`greatest(least(${scaled}${count ? sql` / ${count}` : sql``}, ${limit}), -${limit}) / ${scale}`
  return sql`(case when ${huge} is null then ${mean ?? sum} else ${bounded} end)`
}

/** Not every type has `min` and `max`. */
const extreme = (name: 'min' | 'max', value: Fragment, filter: Sql): Sql => {
  if (value.storage === 'boolean')
    return sql`${sql.raw(name === 'min' ? 'bool_and' : 'bool_or')}(${value.sql})${filter}`
  if (value.storage === 'uuid')
    return sql`(${sql.raw(name)}(${value.sql}::text collate "C")${filter})::uuid`
  return sql`${sql.raw(name)}(${ordered(value)})${filter}`
}
