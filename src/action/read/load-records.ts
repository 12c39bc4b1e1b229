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

/** A key of several attributes takes as many parameters for each record, and a statement holds only so many. */
const mostValues = 20_000

/** The same records with more loaded, in one query for as many as a statement holds. A record that the actor cannot see (any more) is a `not_found`. */
export const loadRecords = async (scope: ActionScope, resource: ResourceInfo, records: readonly Values[], load: AnyLoad): Promise<object[]> => {
  if (records.length === 0) return []
  const size = resource.primaryKey.length === 1 ? records.length : Math.floor(mostValues / resource.primaryKey.length)
  if (records.length > size) {
    const batches = Array.from({ length: Math.ceil(records.length / size) }, (_, i) => records.slice(i * size, (i + 1) * size))
    const loaded: object[] = []
    for (const batch of batches) for (const record of await loadRecords(scope, resource, batch, load)) loaded.push(record)
    return loaded
  }
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
