import type { Computed, DataRow, ReadPlan } from '../../data-layer/data-layer.ts'
import { UnsortableFieldError } from '../../error/no-such-name.ts'
import type { SortNode } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { nodeType } from '../../resource/node-type.ts'
import type { Type } from '../../type/type.ts'
import { conjunction } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import type { Page, PageRequest } from '../contract/session.ts'
import { aggregateOver } from '../read/fetch-records.ts'
import { planRead } from '../read/plan-read.ts'
import { type ReadCall, readRows, requestRead } from '../read/read-action.ts'
import { toRecord } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import { decodeCursor, encodeCursor, InvalidPageError, sortDigest } from './cursor.ts'
import { afterKeyset, reversed } from './keyset-filter.ts'

const most = 250

interface Limits {
  readonly limit: number
  readonly offset: number
}
const limitsOf = ({ definition }: ActionInfo, page: PageRequest): Limits => {
  if (definition.pagination === false) throw new InvalidPageError('not_paginated')
  const max = definition.pagination?.maxPageSize ?? most
  const limit = page.limit ?? Math.min(definition.pagination?.defaultLimit ?? max, max)
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > max)
    throw new InvalidPageError('invalid_limit', { max })
  if (page.after !== undefined && page.before !== undefined)
    throw new InvalidPageError('two_cursors')
  if (page.offset !== undefined && (!Number.isSafeInteger(page.offset) || page.offset < 0))
    throw new InvalidPageError('invalid_offset')
  return { limit, offset: page.offset ?? 0 }
}

/** How many rows to ask for: one beyond the page, to know whether there is more, but none beyond the read's own limit. */
const rowsWanted = (own: number | undefined, { limit, offset }: Limits): number =>
  own === undefined ? limit + 1 : Math.max(Math.min(limit + 1, own - offset), 0)

/** A sort key with the column that its value is read from. */
interface CursorKey {
  readonly column: string
  readonly type: Type<unknown>
  readonly computed: Computed | undefined
}

const keyOf = (
  info: ResourceInfo,
  select: readonly string[],
  { by }: SortNode,
  i: number,
): CursorKey => {
  const type = nodeType(info, by)
  if (!type)
    throw new UnsortableFieldError({
      resource: info.name,
      field: `sort ${i + 1}`,
      reason: 'its value has no type to make a cursor of',
    })
  const attribute = by.kind === 'ref' && by.path.length === 0 && select.includes(by.name)
  return attribute
    ? { column: by.name, type, computed: undefined }
    : { column: `$sort${i}`, type, computed: { node: by, type } }
}

const withCursors = (
  plan: ReadPlan,
  keys: readonly CursorKey[],
  page: PageRequest,
  limits: Limits,
): ReadPlan => {
  const { offset } = limits
  const types = keys.map(({ type }) => type)
  const backwards = page.before !== undefined
  const cursor = page.after ?? page.before
  // From which of its records a cursor is, and so how many are left, is not known.
  if (cursor !== undefined && plan.limit !== undefined) throw new InvalidPageError('not_paginated')
  const sort = backwards ? reversed(plan.sort) : plan.sort
  const filter = conjunction(
    plan.filter,
    cursor === undefined
      ? undefined
      : afterKeyset(plan.resource, sort, decodeCursor(cursor, sortDigest(plan.sort), types)),
  )
  const extra = Object.fromEntries(
    keys.flatMap(({ column, computed }) => (computed ? [[column, computed] as const] : [])),
  )
  return {
    ...plan,
    sort,
    limit: rowsWanted(plan.limit, limits),
    computed: { ...plan.computed, ...extra },
    ...(filter ? { filter } : {}),
    ...(offset ? { offset } : {}),
  }
}

const cursorOf = (
  row: DataRow | undefined,
  digest: string,
  keys: readonly CursorKey[],
): string | null =>
  row
    ? encodeCursor(
        digest,
        keys.map(({ column }) => row[column]),
        keys.map(({ type }) => type),
      )
    : null

const without = (row: DataRow, keys: readonly CursorKey[]): DataRow => {
  const hidden = keys.filter(({ computed }) => computed)
  if (hidden.length === 0) return row
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => !hidden.some(({ column }) => column === name)),
  )
}

/**
 * One page of a read action, by cursor or by offset. `count` counts everything the actor may see, whatever the cursor.
 * Where the read has a limit of its own, its records are all there is: paged by offset, with no cursors.
 */
export const readPage = async (
  scope: ActionScope,
  call: ReadCall,
  page: PageRequest,
): Promise<Page<object>> => {
  const limits = limitsOf(call.info, page)
  const { reading, request } = await requestRead(scope, call)
  const plan = await reading.planned(() => planRead(reading, request))
  const { resource } = plan
  const keys = plan.sort.map((key, i) => keyOf(resource, plan.select, key, i))
  const wanted = withCursors(plan, keys, page, limits)
  const found = await readRows(scope, wanted)
  const kept = found.slice(0, limits.limit)
  const rows = page.before === undefined ? kept : kept.toReversed()
  const own = plan.limit
  const digest = sortDigest(plan.sort)
  const count = page.count
    ? ((await aggregateOver(scope, resource, 'count', plan.filter)) as number)
    : undefined
  return {
    results: rows.map((row) => toRecord(resource, without(row, keys), plan.loads)),
    more: found.length > limits.limit,
    limit: limits.limit,
    count: count === undefined || own === undefined ? count : Math.min(count, own),
    startCursor: own === undefined ? cursorOf(rows[0], digest, keys) : null,
    endCursor: own === undefined ? cursorOf(rows.at(-1), digest, keys) : null,
  }
}
