import type { DataRow } from '../data-layer/data-layer.ts'
import type { LoadPlan } from '../data-layer/data-layer.ts'
import type { ResourceInfo } from '../resource/info.ts'

type Loads = Readonly<Record<string, LoadPlan>>

const related = (value: unknown, { plan }: LoadPlan): unknown => {
  if (Array.isArray(value)) return value.map((row) => toRecord(plan.resource, row as DataRow, plan.loads))
  return value === null || value === undefined ? null : toRecord(plan.resource, value as DataRow, plan.loads)
}

/** A row as an instance of its resource's class, and so what was loaded with it. The class's constructor is not run. */
export const toRecord = (info: ResourceInfo, row: DataRow, loads: Loads = {}): object => {
  const record = Object.assign(Object.create(info.resource.prototype as object) as DataRow, row)
  for (const name in loads) record[name] = related(row[name], loads[name] as LoadPlan)
  return record
}
