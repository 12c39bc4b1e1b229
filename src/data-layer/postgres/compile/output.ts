import { AssumptionFailedError } from '../../../error/ashlar-error.ts'
import type { SortNode } from '../../../expression/node.ts'
import type { ResourceInfo } from '../../../resource/info.ts'
import type { Type } from '../../../type/type.ts'
import type { DataRow, LoadPlan, ReadPlan } from '../../data-layer.ts'
import { type AggregateGroup, aggregateGroups, groupQuery } from './aggregate-group.ts'
import { type Decode, decodeJson, decodeText, isTextInJson } from './decode.ts'
import type { Fragment } from './fragment.ts'
import { conjunctionSql, isSingle, link, orderBy } from './relation.ts'
import { type QueryScope, rootScope } from './scope.ts'
import type { SelectParts } from './select.ts'
import { sql, type Sql } from './sql.ts'

/** Columns of a query, and how a row of them becomes a record. */
export interface Output {
  readonly columns: readonly Sql[]
  readonly decode: (cells: readonly unknown[]) => DataRow
}
/** A column, and what its cell puts into the row. */
interface Column {
  readonly sql: Sql
  readonly read: (row: DataRow, cell: unknown) => void
}

const output = (columns: readonly Column[]): Output => ({
  columns: columns.map((column) => column.sql),
  decode: (cells) => {
    const row: DataRow = {}
    for (let i = 0; i < columns.length; i++) columns[i]!.read(row, cells[i])
    return row
  },
})

const aliases =
  (name: string, decode: Decode): Column['read'] =>
  (row, cell) => {
    row[name] = decode(cell)
  }

const inJson = ({ sql: value, storage }: Fragment): Sql =>
  isTextInJson(storage) ? sql`${value}::text` : value

const column = (name: string, value: Fragment, type: Type<unknown>, nested: boolean): Column => ({
  sql: nested ? inJson(value) : value.sql,
  read: aliases(name, nested ? decodeJson(value.storage, type) : decodeText(value.storage, type)),
})

/**
 * Every attribute, as a write returns them. A computed value that the type cannot read is returned
 * as it is, for the writer to judge.
 */
export const wholeRow = (
  info: ResourceInfo,
  scope: QueryScope,
  computed: ReadonlySet<string> = new Set(),
): Output =>
  output(
    [...info.attributes.values()].map((attribute) => {
      const { name, type } = attribute
      const { read, sql: value } = column(name, scope.column(attribute), type, false)
      return {
        sql: value,
        read: computed.has(name) && type.reads !== 'all' ? readOr(name, read) : read,
      }
    }),
  )

const readOr =
  (name: string, read: Column['read']): Column['read'] =>
  (row, cell) => {
    try {
      read(row, cell)
    } catch (error) {
      if (!AssumptionFailedError.isInstance(error)) throw error
      row[name] = cell
    }
  }

/** What a read asks for; `nested` inside JSON. */
export const planOutput = (plan: ReadPlan, scope: QueryScope, nested = false): Output => {
  const groups = aggregateGroups(plan.resource, plan.computed)
  const grouped = new Set(groups.flatMap(({ names }) => names))
  const alone = Object.entries(plan.computed).filter(([name]) => !grouped.has(name))
  return output([
    ...plan.select
      .map((name) => scope.attribute(name))
      .map((attribute) => column(attribute.name, scope.column(attribute), attribute.type, nested)),
    ...alone.map(([name, { node, type }]) => column(name, scope.expression(node), type, nested)),
    ...groups.map((group) => groupColumn(group, plan, scope, nested)),
    ...Object.entries(plan.loads).map(([name, load]) => loadColumn(name, load, scope, nested)),
  ])
}

/** Several aggregates as JSON in one column. */
const groupColumn = (
  group: AggregateGroup,
  { computed }: ReadPlan,
  scope: QueryScope,
  nested: boolean,
): Column => {
  const { values, select } = groupQuery(group, scope)
  const decoders = values.map(({ storage }, i) =>
    decodeJson(storage, computed[group.names[i]!]!.type),
  )
  const record = json(values.map(inJson))
  return {
    sql: sql`(${select(record)})`,
    read: (row, cell) => {
      const cells = flat((nested ? cell : JSON.parse(cell as string)) as unknown[], values.length)
      for (let i = 0; i < decoders.length; i++) row[group.names[i]!] = decoders[i]!(cells[i])
    },
  }
}

/** What a plan and conditions beyond its own say of a query. */
export const planParts = (
  plan: ReadPlan,
  scope: QueryScope,
  conditions: readonly Sql[],
  order: readonly SortNode[] | undefined,
): Omit<SelectParts, 'columns'> => ({
  where: conjunctionSql([...conditions, ...(plan.filter ? [scope.condition(plan.filter)] : [])]),
  orderBy: order && orderBy(order, scope),
  limit: plan.limit === undefined ? undefined : scope.compilation.bound('limits', plan),
  offset: plan.offset === undefined ? undefined : scope.compilation.bound('offsets', plan),
})

/** Related records as JSON in one column: one statement, with limits for each parent. */
const loadColumn = (
  name: string,
  { relationship, plan, join }: LoadPlan,
  source: QueryScope,
  nested: boolean,
): Column => {
  const scope = rootScope(source.compilation, relationship.destination)
  const { columns, decode } = planOutput(plan, scope, true)
  const single = isSingle(relationship)
  const parts = planParts(
    plan,
    scope,
    [link(relationship, source, scope, join)],
    single ? undefined : plan.sort.length ? plan.sort : relationship.sort,
  )
  const record = json(columns)
  const read = (value: unknown) =>
    relationship.many
      ? (value as unknown[][]).map((cells) => decode(flat(cells, columns.length)))
      : value === null
        ? null
        : decode(flat(value as unknown[], columns.length))
  return {
    sql: relationship.many
      ? sql`(select coalesce(json_agg(s.j), '[]'::json) from (${scope.select({ ...parts, columns: sql`${record} as j` })}) as s)`
      : sql`(${scope.select({ ...parts, columns: record, limit: parts.limit ?? (single ? undefined : sql`1`) })})`,
    read: aliases(
      name,
      nested ? read : (raw) => read(raw === null ? null : JSON.parse(raw as string)),
    ),
  }
}

/** A function takes at most 100 arguments. */
const most = 90
const json = (columns: readonly Sql[]): Sql => {
  if (columns.length <= most) return sql`json_build_array(${sql.join(columns)})`
  const parts: Sql[] = []
  for (let i = 0; i < columns.length; i += most)
    parts.push(sql`json_build_array(${sql.join(columns.slice(i, i + most))})`)
  return sql`json_build_array(${sql.join(parts)})`
}
const flat = (cells: readonly unknown[], count: number): readonly unknown[] =>
  count <= most ? cells : (cells as unknown[][]).flat(1)
