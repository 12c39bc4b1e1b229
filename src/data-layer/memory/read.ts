import { sortedBy } from '../../expression/compare.ts'
import { aggregateValues } from '../../expression/evaluate.ts'
import type { Node } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { fromStoredForm } from '../../type/stored-form.ts'
import type { AggregatePlan, DataRow, LoadPlan, ReadPlan } from '../data-layer.ts'
import { candidates } from './candidates.ts'
import { Answers, type Moment, RecordScope, totalOrder } from './record-scope.ts'
import { copyOf, type StoredRow } from './table.ts'

/** The rows of a resource for which a condition is true. */
export const matchingRows = (
  info: ResourceInfo,
  filter: Node | undefined,
  at: Moment,
): RecordScope[] => {
  const moment = { ...at, answers: new Answers() }
  if (!filter)
    return Array.from(moment.tables.of(info).rows(), (row) => new RecordScope(info, row, moment))
  const { rows, conditions } = candidates(info, filter, moment)
  return Array.from(rows, (row) => new RecordScope(info, row, moment)).filter((scope) =>
    conditions.every((condition) => scope.holds(condition)),
  )
}

const valueOf = (by: Node, scope: RecordScope) => scope.evaluate(by)

export const readRows = (plan: ReadPlan, moment: Moment): DataRow[] =>
  project(plan, matchingRows(plan.resource, plan.filter, moment))

export const aggregate = (
  { resource, filter, aggregates }: AggregatePlan,
  moment: Moment,
): DataRow => {
  const scopes = sortedBy(matchingRows(resource, filter, moment), totalOrder(resource, []), valueOf)
  return Object.fromEntries(
    Object.entries(aggregates).map(([name, { function: apply, of, type }]) => [
      name,
      fromStoredForm(
        type,
        copyOf(aggregateValues(apply, of ? scopes.map((scope) => scope.evaluate(of)) : scopes)),
      ),
    ]),
  )
}

const project = (plan: ReadPlan, scopes: readonly RecordScope[]): DataRow[] => {
  const { resource, sort, limit, offset = 0 } = plan
  const ordered =
    sort.length || limit !== undefined || offset
      ? sortedBy(scopes, totalOrder(resource, sort), valueOf)
      : scopes
  return ordered
    .slice(offset, limit === undefined ? undefined : offset + limit)
    .map((scope) => projectRow(plan, scope))
}

const projectRow = ({ select, computed, loads }: ReadPlan, scope: RecordScope): DataRow => {
  const row: DataRow = {}
  for (const name of select)
    row[name] = fromStoredForm(scope.info.attributes.get(name)!.type, copyOf(scope.row[name]))
  for (const name in computed)
    row[name] = fromStoredForm(computed[name]!.type, copyOf(scope.evaluate(computed[name]!.node)))
  for (const name in loads) row[name] = load(loads[name]!, scope)
  return row
}

const load = (
  { relationship, plan, join }: LoadPlan,
  scope: RecordScope,
): DataRow[] | DataRow | null => {
  const { filter, sort } = plan
  const linked = relationship.many
    ? scope.linked(relationship, join)
    : scope.relatedBy(relationship, join)
  const rows = project(
    { ...plan, sort: totalOrder(plan.resource, sort.length ? sort : relationship.sort) },
    filter ? linked.filter((record) => record.holds(filter)) : linked,
  )
  return relationship.many ? rows : (rows[0] ?? null)
}

/** A row as a write returns it: every attribute. */
export const wholeRecord = (info: ResourceInfo, row: StoredRow): DataRow =>
  Object.fromEntries(
    [...info.attributes.values()].map(({ name, type }) => [
      name,
      fromStoredForm(type, copyOf(row[name])),
    ]),
  )
