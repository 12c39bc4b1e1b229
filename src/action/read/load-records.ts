import { NotFound } from '../../error/not-found.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { primaryRead } from '../action-info.ts'
import { keyOf, keysFilter } from '../key.ts'
import { toRecord } from '../record.ts'
import type { ActionScope } from '../scope.ts'
import { planRead } from './plan-read.ts'
import type { AnyLoad } from './plan-loads.ts'
import { readRows, requestRead } from './read-action.ts'

type Values = Readonly<Record<string, unknown>>
const label = (info: ResourceInfo, record: Values) => JSON.stringify(info.primaryKey.map((name) => record[name]))

/** The same records with more loaded, in one query. A record that the actor cannot see (any more) is a `not_found`. */
export const loadRecords = async (scope: ActionScope, resource: ResourceInfo, records: readonly Values[], load: AnyLoad): Promise<object[]> => {
  if (records.length === 0) return []
  const where = keysFilter(
    resource,
    records.map((record) => keyOf(resource, record)),
  )
  const { reading, request } = await requestRead(scope, { info: primaryRead(resource), input: {}, query: { load }, where })
  const plan = await reading.planned(() => planRead(reading, request))
  const rows = await readRows(scope, plan)
  const byKey = new Map(rows.map((row) => [label(resource, row), row]))
  return records.map((record) => {
    const row = byKey.get(label(resource, record))
    if (!row) throw new NotFound({ resource: resource.name, key: keyOf(resource, record) })
    const loaded = Object.keys(load).filter((name) => name in row)
    return toRecord(resource, { ...record, ...Object.fromEntries(loaded.map((name) => [name, row[name]])) }, plan.loads)
  })
}
