import type { ExistsNode, JoinCondition } from '../../../expression/node.ts'
import type { RelationshipInfo } from '../../../resource/info.ts'
import { isAmbiguous } from '../../foreign-key.ts'
import { castTo, commonStorage, type Fragment, fragment } from './fragment.ts'
import { chosenKeys, conjunctionSql, equal, ownFilter } from './relation.ts'
import { type QueryScope, rootScope } from './scope.ts'
import { sql, type Sql } from './sql.ts'

/**
 * A query over all records that a relationship leads to, from whichever record, and the key by
 * which each of them belongs to its source.
 */
export interface KeyedQuery {
  readonly scope: QueryScope
  readonly key: Fragment
  readonly where: Sql
}

/**
 * A query of its own, which mentions nothing of the one around it: it can be worked out once for a
 * statement.
 */
export const keyedQuery = (
  relationship: RelationshipInfo,
  source: QueryScope,
  join: JoinCondition | undefined,
): KeyedQuery => {
  const { destination, destinationAttribute, through } = relationship
  const scope = rootScope(source.compilation, destination, {
    fromCaller: true,
    repeats: through !== undefined || !relationship.many,
  })
  const to = scope.column(scope.attribute(destinationAttribute))
  if (isAmbiguous(relationship))
    return { scope, key: to, where: chosenKeys(relationship, scope, join) }
  const own = ownFilter(relationship, scope)
  if (!through) return { scope, key: to, where: conjunctionSql(own) }
  const host = scope.beside(through.resource)
  const met = equal(host.column(host.attribute(through.destinationAttribute)), to)
  const key = host.column(host.attribute(through.sourceAttribute))
  return {
    scope,
    key,
    where: conjunctionSql([met, ...own, ...(join ? [host.condition(join)] : [])]),
  }
}

/**
 * The key of a record and that of what belongs to it, in the one type in which they are compared.
 */
export const comparable = (
  relationship: RelationshipInfo,
  source: QueryScope,
  key: Fragment,
): readonly [from: Sql, key: Sql] => {
  const from = source.column(source.attribute(relationship.sourceAttribute))
  const storage = commonStorage([from.storage, key.storage])
  return [castTo(from, storage).sql, castTo(key, storage).sql]
}

/**
 * Whether what a relationship leads to may be read again and again, for one record after another.
 */
const mayMultiply = (relationship: RelationshipInfo, source: QueryScope): boolean =>
  (relationship.many || isAmbiguous(relationship)) && source.repeatsThrough(relationship)

/**
 * Whether a key is among those for which a record exists. `distinct` keeps the server from joining
 * what is inside to what is outside where that could lead from every record to many others, as many
 * times as there are relationships in the condition.
 */
export const existsByKey = (
  { path, where, join, ...rest }: ExistsNode,
  source: QueryScope,
): Fragment => {
  const [head, ...further] = path as [string, ...string[]]
  const relationship = source.relationship(head)
  const last = further.length === 0
  const query = keyedQuery(relationship, source, last ? join : undefined)
  const { scope } = query
  const [from, key] = comparable(relationship, source, query.key)
  const inner = last
    ? where && scope.condition(where)
    : scope.condition({ ...rest, path: further, where, ...(join ? { join } : {}) })
  const conditions = conjunctionSql([
    query.where,
    sql`${key} is not null`,
    ...(inner ? [inner] : []),
  ])
  const keys = scope.select({
    distinct: mayMultiply(relationship, source),
    columns: key,
    where: conditions,
  })
  return fragment(sql`(${from} is not null and ${from} in (${keys}))`, 'boolean')
}
