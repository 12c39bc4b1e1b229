import type { JoinCondition, SortNode } from '../../../expression/node.ts'
import { mentionsRecord } from '../../../expression/paths.ts'
import type { RelationshipInfo } from '../../../resource/info.ts'
import { isAmbiguous, isUnique } from '../../foreign-key.ts'
import { castTo, commonStorage, type Fragment, ordered, untyped } from './fragment.ts'
import { QueryScope, rootScope } from './scope.ts'
import { sql, type Sql } from './sql.ts'

export const equal = (left: Fragment, right: Fragment): Sql => {
  const storage = commonStorage([left.storage, right.storage])
  return sql`${castTo(left, storage).sql} = ${castTo(right, storage).sql}`
}

type Through = NonNullable<RelationshipInfo['through']>

/** Whether no two join records are between the same two records. */
export const joinsOnce = ({ resource, sourceAttribute, destinationAttribute }: Through): boolean =>
  [resource.primaryKey, ...[...resource.identities.values()].map(({ keys }) => keys)].some((keys) =>
    keys.every((name) => name === sourceAttribute || name === destinationAttribute),
  )

/**
 * How the keys of two records must match, and which join records between them count. These are
 * joined to the query of `host`, where it is given because a record may come more than once there,
 * or where each record comes once whatever the host; else they take a subquery.
 */
export const link = (
  relationship: RelationshipInfo,
  source: QueryScope,
  destination: QueryScope,
  condition?: JoinCondition,
  host?: QueryScope,
): Sql => {
  const { sourceAttribute, destinationAttribute, through } = relationship
  if (isAmbiguous(relationship)) return isFirst(relationship, source, destination, condition)
  const from = source.column(source.attribute(sourceAttribute))
  const to = destination.column(destination.attribute(destinationAttribute))
  if (!through) return equal(to, from)
  const query = host ?? (joinsOnce(through) ? destination : undefined)
  const join =
    query?.beside(through.resource) ?? rootScope(source.compilation, through.resource).closed
  const target = join.column(join.attribute(through.destinationAttribute))
  const start = equal(join.column(join.attribute(through.sourceAttribute)), from)
  const counts = condition ? [join.condition(condition)] : []
  if (query) return conjunctionSql([equal(to, target), start, ...counts])
  const storage = commonStorage([to.storage, target.storage])
  const joins = join.select({
    columns: castTo(target, storage).sql,
    where: conjunctionSql([start, ...counts]),
  })
  return sql`${castTo(to, storage).sql} in (${joins})`
}

/**
 * That a record is the one that a to-one relationship with several candidates means: the first that
 * counts.
 */
const isFirst = (
  relationship: RelationshipInfo,
  source: QueryScope,
  destination: QueryScope,
  condition: JoinCondition | undefined,
): Sql => {
  const { sourceAttribute, destinationAttribute } = relationship
  const { scope, where, order } = candidates(relationship, source, condition)
  const linked = equal(
    scope.column(scope.attribute(destinationAttribute)),
    source.column(source.attribute(sourceAttribute)),
  )
  const first = scope.select({
    columns: primaryKey(scope),
    where: conjunctionSql([linked, ...where]),
    orderBy: order,
    limit: sql`1`,
  })
  return sql`(${primaryKey(destination)}) = (${first})`
}

/** That a record is one of those that such a relationship means, of whichever source. */
export const chosenKeys = (
  relationship: RelationshipInfo,
  destination: QueryScope,
  condition: JoinCondition | undefined,
): Sql => {
  const { scope, where, order } = candidates(relationship, destination, condition)
  const by = ordered(scope.column(scope.attribute(relationship.destinationAttribute)))
  const first = scope.select({
    distinctOn: by,
    columns: primaryKey(scope),
    where: conjunctionSql(where),
    orderBy: sql`${by}, ${order}`,
  })
  return sql`(${primaryKey(destination)}) in (${first})`
}

const candidates = (
  relationship: RelationshipInfo,
  { compilation, reach }: QueryScope,
  condition: JoinCondition | undefined,
) => {
  const scope = rootScope(compilation, relationship.destination, reach)
  const where = [
    ...ownFilter(relationship, scope),
    ...(condition ? [scope.condition(condition)] : []),
  ]
  return { scope, where, order: orderBy(relationship.sort, scope) }
}
const primaryKey = (scope: QueryScope): Sql =>
  sql.join(scope.info.primaryKey.map((name) => scope.column(scope.attribute(name)).sql))

/** The relationship's own filter, over the destination. */
export const ownFilter = ({ filter }: RelationshipInfo, destination: QueryScope): Sql[] =>
  filter ? [destination.condition(filter)] : []

/** Whether at most one record can be meant, so that a join adds no rows. */
export const isSingle = ({ kind, destination, destinationAttribute }: RelationshipInfo): boolean =>
  (kind === 'belongsTo' || kind === 'hasOne') && isUnique(destination, destinationAttribute)

/** The scope at the end of a to-one relationship, joined; undefined where it takes a subquery. */
export const joinTo = (
  scope: QueryScope,
  relationship: RelationshipInfo,
): QueryScope | undefined =>
  scope.joins && isSingle(relationship)
    ? scope.joined(relationship, (joined) =>
        conjunctionSql([link(relationship, scope, joined), ...ownFilter(relationship, joined)]),
      )
    : undefined

/**
 * A query over the records at the end of a path of relationships: those that some chain of records
 * leads to. Each comes once, or `repeats` says that it may come more often.
 */
export const relatedQuery = (
  path: readonly string[],
  source: QueryScope,
  join?: JoinCondition,
  repeats = false,
): { readonly scope: QueryScope; readonly where: Sql; readonly relationship: RelationshipInfo } => {
  const chain = relationships(path, source)
  const relationship = chain.at(-1)!
  const scope = rootScope(source.compilation, relationship.destination, {
    ...source.reach,
    repeats: true,
  })
  return {
    scope,
    where: conjunctionSql([
      reached(chain, source, scope, join, repeats ? scope : undefined),
      ...ownFilter(relationship, scope),
    ]),
    relationship,
  }
}

const relationships = (path: readonly string[], source: QueryScope): RelationshipInfo[] => {
  const chain: RelationshipInfo[] = []
  for (const name of path)
    chain.push(
      (chain.at(-1)
        ? new QueryScope(source.compilation, chain.at(-1)!.destination, undefined, '')
        : source
      ).relationship(name),
    )
  return chain
}

const reached = (
  chain: readonly RelationshipInfo[],
  source: QueryScope,
  destination: QueryScope,
  join: JoinCondition | undefined,
  host: QueryScope | undefined,
): Sql => {
  const last = chain.at(-1)!
  if (chain.length === 1) return link(last, source, destination, join, host)
  const before = chain.slice(0, -1)
  const middle = rootScope(source.compilation, before.at(-1)!.destination)
  const where = conjunctionSql([
    reached(before, source, middle, undefined, middle),
    ...ownFilter(before.at(-1)!, middle),
    link(last, middle, destination, join, middle),
  ])
  return sql`exists (${middle.select({ columns: sql`1`, where })})`
}

export const conjunctionSql = (conditions: readonly Sql[]): Sql => {
  const [only] = conditions
  if (!only) return sql`true`
  return conditions.length === 1 ? only : sql`(${sql.join(conditions, sql` and `)})`
}

/** A value that rows are ordered by, and how: ` desc nulls last`. */
export interface OrderKey {
  readonly value: Sql
  readonly how: string
}

/** The keys of an order, total: the primary key decides where the others do not. */
export const orderKeys = (sort: readonly SortNode[], scope: QueryScope): OrderKey[] => {
  // What mentions no record orders nothing, and Postgres would read some of it as a column's
  // number.
  const keyed = sort.filter(({ by }) => mentionsRecord(by))
  const names = new Set(
    sort.flatMap(({ by }) => (by.kind === 'ref' && by.path.length === 0 ? [by.name] : [])),
  )
  const keys = scope.info.primaryKey
    .filter((name) => !names.has(name))
    .map((name) => ({ value: ordered(scope.column(scope.attribute(name))), how: '' }))
  return [...keyed.flatMap((key) => orderKey(key, scope)), ...keys]
}
export const orderSql = (keys: readonly OrderKey[]): Sql =>
  sql.join(keys.map(({ value, how }) => sql`${value}${sql.raw(how)}`))
export const orderBy = (sort: readonly SortNode[], scope: QueryScope): Sql =>
  orderSql(orderKeys(sort, scope))

const orderKey = ({ by, direction, nulls }: SortNode, scope: QueryScope): OrderKey[] => {
  const value = scope.expression(by, { indexable: direction === 'asc' && nulls === 'last' })
  if (value.storage === untyped) return []
  return [{ value: ordered(value), how: orderWords({ direction, nulls }) }]
}

/** ` desc`, ` nulls first`: nothing where it is what SQL does by itself. */
export const orderWords = ({ direction, nulls }: Pick<SortNode, 'direction' | 'nulls'>): string => {
  const isUnusual = (direction === 'asc') !== (nulls === 'last')
  return `${direction === 'desc' ? ' desc' : ''}${isUnusual ? ` nulls ${nulls}` : ''}`
}
