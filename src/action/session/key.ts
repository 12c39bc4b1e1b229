import type { DataRow, LoadPlan } from '../../data-layer/data-layer.ts'
import { call, type Node, refNode, valueNode } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'

export type Key = Readonly<Record<string, unknown>>

export const keyOf = (info: ResourceInfo, record: Readonly<Record<string, unknown>>): Key =>
  Object.fromEntries(info.primaryKey.map((name) => [name, record[name]]))

const equals = (name: string, value: unknown): Node =>
  (value ?? null) === null
    ? call('isNull', refNode([], name))
    : call('eq', refNode([], name), valueNode(value))

/** The one record with these values. */
export const matching = (
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Node => {
  const [first, ...rest] = names.map((name) => equals(name, values[name]))
  return first && rest.length === 0 ? first : call('and', ...(first ? [first] : []), ...rest)
}

export const keyFilter = (info: ResourceInfo, key: Key): Node => matching(info.primaryKey, key)

/** Any of the records with these keys. */
export const keysFilter = ({ primaryKey }: ResourceInfo, keys: readonly Key[]): Node => {
  const parts = primaryKey.map(
    (name) => [refNode([], name), valueNode(keys.map((key) => key[name]))] as const,
  )
  return call(primaryKey.length === 1 ? 'in' : 'inKeys', ...parts.flat())
}

type Loads = Readonly<Record<string, LoadPlan>>

const related = (value: unknown, { plan }: LoadPlan): unknown => {
  if (Array.isArray(value))
    return value.map((row) => toRecord(plan.resource, row as DataRow, plan.loads))
  return value === null || value === undefined
    ? null
    : toRecord(plan.resource, value as DataRow, plan.loads)
}

/**
 * A row as an instance of its resource's class, and so what was loaded with it. The class's
 * constructor is not run.
 */
export const toRecord = (info: ResourceInfo, row: DataRow, loads: Loads = {}): object => {
  const record = Object.assign(Object.create(info.resource.prototype as object) as DataRow, row)
  for (const name in loads) record[name] = related(row[name], loads[name] as LoadPlan)
  return record
}
