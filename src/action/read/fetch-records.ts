import type { AggregatePlan } from '../../data-layer/data-layer.ts'
import { groupErrors } from '../../error/error-group.ts'
import { NotFoundError } from '../../error/not-found.ts'
import type { Node } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { booleanType } from '../../type/boolean.ts'
import { castField } from '../../type/cast-field.ts'
import { integerType } from '../../type/integer.ts'
import { errorsOfIssues } from '../../type/issue-list.ts'
import { prefixIssues } from '../../type/redact.ts'
import type { Type } from '../../type/type.ts'
import { leavesNothing } from '../authorize/conjunction.ts'
import { primaryRead } from '../contract/action-info.ts'
import { type Key, keyFilter, keyOf, keysFilter, toRecord } from '../session/key.ts'
import { runThrough } from '../session/pipeline.ts'
import type { ActionScope } from '../session/scope.ts'
import type { AnyLoad } from './plan-loads.ts'
import type { AnyQuery } from './plan-read.ts'
import { assertQuery } from './query-builder.ts'
import { fetched, narrowed, startRead } from './read-action.ts'

/** A key as a caller passes it: the value of a single primary key, or the fields by name. */
const castKey = (info: ResourceInfo, input: unknown): Key => {
  const [single] = info.primaryKey
  const fields =
    typeof input === 'object' && input !== null && !(input instanceof Date)
      ? (input as Key)
      : single !== undefined && info.primaryKey.length === 1
        ? { [single]: input }
        : {}
  const key: Record<string, unknown> = {}
  const errors = info.primaryKey.flatMap((name) => {
    const result = castField(
      info.attributes.get(name)!.field,
      Object.hasOwn(fields, name) ? fields[name] : undefined,
    )
    if (result.ok) key[name] = result.value
    return result.ok
      ? []
      : errorsOfIssues(prefixIssues([name], result.issues), {
          kind: 'attribute',
          of: `${info.name}.get`,
        })
  })
  if (errors.length) throw groupErrors(errors)
  return key
}

/** The record with a key through the primary read; `not_found` where there is none to see. */
export const getRecord = async (
  scope: ActionScope,
  resource: ResourceInfo,
  input: unknown,
  load?: AnyLoad,
): Promise<object> => {
  const key = castKey(resource, input)
  const call = {
    info: primaryRead(resource),
    input: {},
    query: { limit: 1, ...(load ? { load } : {}) },
    where: keyFilter(resource, key),
  }
  const { rows, plan } = await runThrough(fetched, startRead(scope, call))
  if (!rows[0]) throw new NotFoundError({ resource: resource.name, key })
  return toRecord(resource, rows[0], plan?.loads)
}

type Values = Readonly<Record<string, unknown>>
const label = (info: ResourceInfo, record: Values) =>
  JSON.stringify(info.primaryKey.map((name) => record[name]))

/**
 * The same records with more loaded, in one query. A record that the actor cannot see (any more) is
 * a `not_found`.
 */
export const loadRecords = async (
  scope: ActionScope,
  resource: ResourceInfo,
  records: readonly Values[],
  load: AnyLoad,
): Promise<object[]> => {
  if (records.length === 0) return []
  const where = keysFilter(
    resource,
    records.map((record) => keyOf(resource, record)),
  )
  const call = { info: primaryRead(resource), input: {}, query: { load }, where }
  const { rows, plan } = await runThrough(fetched, startRead(scope, call))
  const byKey = new Map(rows.map((row) => [label(resource, row), row]))
  return records.map((record) => {
    const row = byKey.get(label(resource, record))
    if (!row) throw new NotFoundError({ resource: resource.name, key: keyOf(resource, record) })
    const loaded = Object.keys(load).filter((name) => name in row)
    return toRecord(
      resource,
      { ...record, ...Object.fromEntries(loaded.map((name) => [name, row[name]])) },
      plan?.loads,
    )
  })
}

const types = { count: integerType() as Type<unknown>, exists: booleanType() as Type<unknown> }

/** An aggregate over all records that a filter leaves. */
export const aggregateOver = async (
  scope: ActionScope,
  resource: ResourceInfo,
  name: 'count' | 'exists',
  filter: Node | undefined,
): Promise<unknown> => {
  if (leavesNothing(filter)) return name === 'count' ? 0 : false
  const plan: AggregatePlan = {
    resource,
    aggregates: { value: { function: name, type: types[name] } },
    ...(filter ? { filter } : {}),
  }
  return (await scope.connection.aggregate(plan)).value
}

/** How many records the actor may see, or whether there is one, through the primary read. */
export const aggregateRecords = async (
  scope: ActionScope,
  resource: ResourceInfo,
  name: 'count' | 'exists',
  query: AnyQuery,
): Promise<unknown> => {
  const info = primaryRead(resource)
  assertQuery(query, info.label)
  const { filter } = await runThrough(narrowed, startRead(scope, { info, input: {}, query }))
  return aggregateOver(scope, resource, name, filter)
}
