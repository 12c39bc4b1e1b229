import type { Node, Operator } from '../../../expression/node.ts'
import type { AggregatePlan, ReadPlan } from '../../data-layer.ts'
import { aggregateCall } from './aggregate.ts'
import type { Compilation } from './compilation.ts'
import { decodeText } from './decode.ts'
import { ordered } from './fragment.ts'
import { planOutput, planParts } from './output.ts'
import { conjunctionSql, orderBy, orderKeys, orderSql } from './relation.ts'
import { type QueryScope, rootScope } from './scope.ts'
import { sql } from './sql.ts'
import { type Statement, statement } from './statement.ts'

/** `select …` with everything a plan asks for, related records included. */
export const readStatement = (plan: ReadPlan, compilation: Compilation): Statement => {
  const scope = rootScope(compilation, plan.resource)
  if (isNearest(plan, scope)) return nearestStatement(plan, scope)
  const { columns, decode } = planOutput(plan, scope)
  const isOrdered = plan.sort.length > 0 || plan.limit !== undefined || plan.offset !== undefined
  // A lock of the rows themselves, not of what is joined to them.
  const lock =
    plan.lock &&
    sql`update of ${sql.id(scope.alias)}${sql.raw(plan.lock === 'update' ? '' : ' skip locked')}`
  const parts = planParts(plan, scope, [], isOrdered ? plan.sort : undefined)
  return statement(scope.select({ columns: sql.join(columns), ...parts, lock }), decode)
}

const distances: readonly Operator[] = ['cosineDistance', 'l2Distance']

/**
 * Whether a plan wants the records whose vectors are nearest to one vector, which an index on the
 * vectors can have in order.
 */
const isNearest = (
  { sort: [first], limit, lock }: ReadPlan,
  { compilation }: QueryScope,
): boolean =>
  compilation.dialect.vector &&
  limit !== undefined &&
  lock === undefined &&
  first?.direction === 'asc' &&
  first.nulls === 'last' &&
  isDistance(first.by)
const isDistance = (by: Node): boolean =>
  by.kind === 'call' &&
  distances.includes(by.operator) &&
  by.operands.some((operand) => operand.kind === 'ref' && operand.path.length === 0) &&
  by.operands.some((operand) => operand.kind === 'value')

/**
 * An index on vectors returns rows by distance and nothing else, so the inner query asks for just
 * that, ties at the limit included; the outer one puts equal distances in order and keeps as many
 * as were asked for.
 */
const nearestStatement = (plan: ReadPlan, scope: QueryScope): Statement => {
  const { compilation } = scope
  const { columns, decode } = planOutput(plan, scope)
  const keys = orderKeys(plan.sort, scope)
  const { sort: _sort, limit: _limit, offset, ...unlimited } = plan
  const { where } = planParts({ ...unlimited, sort: [] }, scope, [], undefined)
  const limit = compilation.bound('limits', plan)
  const most = offset === undefined ? limit : sql`${limit} + ${compilation.bound('offsets', plan)}`
  const aliases = columns.map((value, i) => sql`${value} as ${sql.id(`c${i}`)}`)
  // What no distance can be measured to comes last, as if it had no vector.
  const distance = ordered(scope.expression(plan.sort[0]!.by))
  const ranked = keys.map(
    ({ value }, i) => sql`${i === 0 ? distance : value} as ${sql.id(`k${i}`)}`,
  )
  const inner = scope.select({
    columns: sql.join([...aliases, ...ranked]),
    where,
    orderBy: orderSql(keys.slice(0, 1)),
    firstWithTies: most,
  })
  const order = orderSql(keys.map(({ how }, i) => ({ value: sql`n.${sql.id(`k${i}`)}`, how })))
  const skipped = offset === undefined ? sql`` : sql` offset ${compilation.bound('offsets', plan)}`
  const outer = columns.map((_column, i) => sql`n.${sql.id(`c${i}`)}`)
  return statement(
    sql`select ${sql.join(outer)} from (${inner}) as n order by ${order} limit ${limit}${skipped}`,
    decode,
  )
}

/** `select count(*), …` over what a filter leaves. */
export const aggregateStatement = (
  { resource, filter, aggregates }: AggregatePlan,
  compilation: Compilation,
): Statement => {
  const scope = rootScope(compilation, resource)
  const order = orderBy([], scope)
  const entries = Object.entries(aggregates).map(([name, { function: apply, of, type }]) => {
    const value = aggregateCall(apply, of && scope.expression(of), order)
    return { name, sql: value.sql, decode: decodeText(value.storage, type) }
  })
  const where = conjunctionSql(filter ? [scope.condition(filter)] : [])
  return statement(
    scope.select({ columns: sql.join(entries.map((entry) => entry.sql)), where }),
    (cells) => Object.fromEntries(entries.map(({ name, decode }, i) => [name, decode(cells[i])])),
  )
}
