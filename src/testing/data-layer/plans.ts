import { type Expr, type Node, nodeOf, type SortNode } from '../../expression/node.ts'
import type { CreatePlan, DataConnection, LoadPlan, ReadPlan } from '../../data-layer/data-layer.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { refsOf } from '../../resource/make-refs.ts'
import { sortNodes } from '../../resource/sort-nodes.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- plans are made by name here
export type AnyRefs = any
type Build = (refs: AnyRefs) => Expr<unknown>

export const tree = (info: ResourceInfo, build: Build): Node => nodeOf(build(refsOf(info)))

export interface PlanRequest {
  readonly filter?: Build
  readonly sort?: readonly string[] | readonly SortNode[]
  readonly limit?: number
  readonly offset?: number
  readonly select?: readonly string[]
  /** Calculations and aggregates by name. */
  readonly computed?: readonly string[]
  readonly loads?: Readonly<Record<string, PlanRequest>>
  readonly lock?: ReadPlan['lock']
}

const isNames = (sort: readonly unknown[]): sort is readonly string[] => typeof sort[0] === 'string'

export const readPlan = (info: ResourceInfo, request: PlanRequest = {}): ReadPlan => {
  const { filter, sort = [], limit, offset, select, computed = [], loads = {}, lock } = request
  return {
    resource: info,
    sort: isNames(sort) ? sortNodes(info, sort) : sort,
    select:
      select ??
      [...info.attributes.values()]
        .filter(({ selectedByDefault }) => selectedByDefault)
        .map(({ name }) => name),
    computed: Object.fromEntries(
      computed.map((name) => [name, (info.calculations.get(name) ?? info.aggregates.get(name))!]),
    ),
    loads: Object.fromEntries(
      Object.entries(loads).map(([name, nested]) => [name, loadPlan(info, name, nested)]),
    ),
    ...(filter ? { filter: tree(info, filter) } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
    ...(lock ? { lock } : {}),
  }
}
const loadPlan = (info: ResourceInfo, name: string, request: PlanRequest): LoadPlan => {
  const relationship = info.relationships.get(name)!
  return { relationship, plan: readPlan(relationship.destination, request) }
}

export const readRecords = (
  connection: DataConnection,
  info: ResourceInfo,
  request: PlanRequest = {},
) => connection.read(readPlan(info, request))
export const ids = async (
  connection: DataConnection,
  info: ResourceInfo,
  request: PlanRequest = {},
) =>
  (await readRecords(connection, info, { ...request, select: info.primaryKey })).map(
    (row) => row[info.primaryKey[0]!],
  )
export const createRecords = (
  connection: DataConnection,
  info: ResourceInfo,
  records: CreatePlan['records'],
  upsert?: CreatePlan['upsert'],
) => connection.create({ resource: info, records, ...(upsert ? { upsert } : {}) })
export const updateRecords = (
  connection: DataConnection,
  info: ResourceInfo,
  filter: Build,
  set: Readonly<Record<string, unknown>> | ((refs: AnyRefs) => Readonly<Record<string, unknown>>),
) => {
  const values = typeof set === 'function' ? set(refsOf(info)) : set
  return connection.update({
    resource: info,
    filter: tree(info, filter),
    set: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, nodeOf(value)])),
  })
}
export const destroyRecords = (connection: DataConnection, info: ResourceInfo, filter: Build) =>
  connection.destroy({ resource: info, filter: tree(info, filter) })
