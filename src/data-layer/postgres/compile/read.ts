import { sql } from 'kysely'
import type { AggregatePlan, ReadPlan } from '../../data-layer.ts'
import { aggregateCall } from './aggregate.ts'
import type { Compilation } from './compilation.ts'
import { decodeText } from './decode.ts'
import type { Sql } from './fragment.ts'
import { planBody, planOutput } from './output.ts'
import { conjunction, orderBy } from './relation.ts'
import { rootScope } from './scope.ts'
import { type Statement, statement } from './statement.ts'

// A lock of the rows themselves, not of what is joined to them.

/** `select …` with everything a plan asks for, related records included. */
export const readStatement = (plan: ReadPlan, compilation: Compilation): Statement => {
  const scope = rootScope(compilation, plan.resource)
  const { columns, decode } = planOutput(plan, scope)
  const ordered = plan.sort.length > 0 || plan.limit !== undefined || plan.offset !== undefined
  const body = planBody(plan, scope, [], ordered ? plan.sort : undefined)
  const lock: Sql = plan.lock ? sql` for update of ${sql.id(scope.alias)}${sql.raw(plan.lock === 'update' ? '' : ' skip locked')}` : sql``
  return statement(sql`select ${sql.join(columns)} ${body}${lock}`, decode)
}

/** `select count(*), …` over what a filter leaves. */
export const aggregateStatement = ({ resource, filter, aggregates }: AggregatePlan, compilation: Compilation): Statement => {
  const scope = rootScope(compilation, resource)
  const order = orderBy([], scope)
  const entries = Object.entries(aggregates).map(([name, { function: apply, of, type }]) => {
    const value = aggregateCall(apply, of && scope.expression(of), order)
    return { name, sql: value.sql, decode: decodeText(value.storage, type) }
  })
  const where = conjunction(filter ? [scope.condition(filter)] : [])
  return statement(sql`select ${sql.join(entries.map((entry) => entry.sql))} ${scope.from} where ${where}`, (cells) =>
    Object.fromEntries(entries.map(({ name, decode }, i) => [name, decode(cells[i])])),
  )
}
