import { AssumptionFailedError } from '../../../error/ashlar-error.ts'
import type { ExistsNode, Node, RefNode } from '../../../expression/node.ts'
import { aggregateLookup } from './aggregate-lookup.ts'
import { aggregateSubquery } from './aggregate.ts'
import { type Fragment, fragment } from './fragment.ts'
import { existsByKey } from './lookup.ts'
import { operatorSql } from './operator.ts'
import { conjunctionSql, joinTo, orderBy, relatedQuery } from './relation.ts'
import type { ValuePlace, QueryScope } from './scope.ts'
import { sql } from './sql.ts'
import { valueSql } from './value.ts'

/** An expression as SQL: nulls, order and case mean what `evaluate` says they mean. */
export const expressionSql = (node: Node, scope: QueryScope, place: ValuePlace = {}): Fragment => {
  switch (node.kind) {
    case 'value':
      return valueSql(node, scope.compilation, place.like)
    case 'ref':
      return refSql(node, scope)
    case 'call':
      return operatorSql(node, scope, place)
    case 'exists':
      return node.origin === 'input' || scope.reach.fromCaller
        ? existsByKey(node, scope)
        : existsSql(node, scope)
    case 'aggregate':
      return aggregateLookup(node, scope) ?? aggregateSubquery(node, scope)
    case 'template':
      throw new AssumptionFailedError(
        `The ${node.source}'s ${node.path.join('.') || 'value'} was not bound before the query was compiled.`,
      )
    default:
      return node satisfies never
  }
}

const refSql = ({ path, name, origin }: RefNode, scope: QueryScope): Fragment => {
  const [step, ...rest] = path
  if (step === undefined) return fieldSql(name, scope)
  const relationship = scope.relationship(step)
  const { destinationAttribute, sourceAttribute, filter } = relationship
  const source = scope.info.attributes.get(sourceAttribute)
  const certain =
    source &&
    relationship.kind === 'belongsTo' &&
    !filter &&
    scope.compilation.dialect.references.has(`${scope.info.table}.${source.column}`)
  if (certain && rest.length === 0 && name === destinationAttribute) return scope.column(source)
  const further: RefNode = { kind: 'ref', path: rest, name, origin }
  const joined = joinTo(scope, relationship)
  if (!joined) return firstRelated(step, further, scope)
  const value = refSql(further, joined)
  return rest.length === 0 && !joined.info.attributes.has(name) ? ofRecord(joined, value) : value
}

/** What is computed of a joined record: null where there is none, whatever it comes to on nulls. */
const ofRecord = (joined: QueryScope, value: Fragment): Fragment => {
  const [key] = joined.info.primaryKey
  return {
    ...value,
    sql: sql`case when ${joined.column(joined.attribute(key!)).sql} is not null then ${value.sql} end`,
  }
}

const firstRelated = (step: string, further: RefNode, source: QueryScope): Fragment => {
  const { scope, where, relationship } = relatedQuery([step], source)
  const field = refSql(further, scope)
  const order = orderBy(relationship.sort, scope)
  const first = scope.select({ columns: field.sql, where, orderBy: order, limit: sql`1` })
  return { ...field, sql: sql`(${first})` }
}

const fieldSql = (name: string, scope: QueryScope): Fragment => {
  const attribute = scope.info.attributes.get(name)
  if (attribute) return scope.column(attribute)
  const derived = scope.info.calculations.get(name) ?? scope.info.aggregates.get(name)
  if (!derived) throw scope.unknown(name)
  return { ...expressionSql(derived.node, scope), type: derived.type }
}

const existsSql = ({ path, where, join }: ExistsNode, source: QueryScope): Fragment => {
  const related = relatedQuery(path, source, join, true)
  const conditions = conjunctionSql([
    related.where,
    ...(where ? [related.scope.condition(where)] : []),
  ])
  const rows = related.scope.select({ columns: sql`1`, where: conditions })
  return fragment(sql`exists (${rows})`, 'boolean')
}
