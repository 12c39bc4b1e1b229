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
import {
  planRows,
  type PlannedRead,
  queryRows,
  type ReadCall,
  type ReadState,
  request,
  startRead,
} from '../read/read-action.ts'
import { toRecord } from '../session/key.ts'
import { outside, type Pipeline, run, step, withMore } from '../session/pipeline.ts'
import type { ActionScope } from '../session/scope.ts'
import { decodeCursor, encodeCursor, InvalidPageError, sortDigest } from './cursor.ts'
import { afterKeyset, reversed } from './keyset-filter.ts'
import { actionLimits } from '../../text/limits.ts'

interface Limits {
  readonly limit: number
  readonly offset: number
}
const limitsOf = ({ definition }: ActionInfo, page: PageRequest): Limits => {
  if (definition.pagination === false) throw new InvalidPageError('not_paginated')
  const max = definition.pagination?.maxPageSize ?? actionLimits.pageSizeMax
  const limit = page.limit ?? Math.min(definition.pagination?.defaultLimit ?? max, max)
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > max)
    throw new InvalidPageError('invalid_limit', { max })
  if (page.after !== undefined && page.before !== undefined)
    throw new InvalidPageError('two_cursors')
  if (page.offset !== undefined && (!Number.isSafeInteger(page.offset) || page.offset < 0))
    throw new InvalidPageError('invalid_offset')
  return { limit, offset: page.offset ?? 0 }
}

/**
 * How many rows to ask for: one beyond the page, to know whether there is more, but none beyond the
 * read's own limit.
 */
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

interface PageState extends ReadState {
  readonly page: PageRequest
  readonly limits: Limits
  /** The plan of all records, of which this is a page. */
  readonly whole: ReadPlan | undefined
  readonly keys: readonly CursorKey[]
  readonly count: number | undefined
}
type Cut = PageState & { readonly whole: ReadPlan }

const cut = step<PageState, PlannedRead<PageState>>('cut the page', (state) => {
  const { plan, page, limits } = state
  const keys = plan.sort.map((key, i) => keyOf(plan.resource, plan.select, key, i))
  return { ...state, whole: plan, keys, plan: withCursors(plan, keys, page, limits) }
})

/** Everything that the actor may see, whatever the cursor. */
const count = step<PageState, Cut>(
  'count',
  async (state) => {
    const { scope, whole } = state
    const all = (await aggregateOver(scope, whole.resource, 'count', whole.filter)) as number
    return { ...state, count: whole.limit === undefined ? all : Math.min(all, whole.limit) }
  },
  ({ page }) => page.count === true,
)

const pageOf = ({
  rows: fetchedRows,
  limits,
  page,
  whole,
  keys,
  count: all,
}: Cut): Page<object> => {
  const pageRows = fetchedRows.slice(0, limits.limit)
  const rows = page.before === undefined ? pageRows : pageRows.toReversed()
  const digest = sortDigest(whole.sort)
  const cursor = (row: DataRow | undefined) =>
    whole.limit === undefined ? cursorOf(row, digest, keys) : null
  return {
    results: rows.map((row) => toRecord(whole.resource, without(row, keys), whole.loads)),
    more: fetchedRows.length > limits.limit,
    limit: limits.limit,
    count: all,
    startCursor: cursor(rows[0]),
    endCursor: cursor(rows.at(-1)),
  }
}
const answer = step<PageState, Cut>('answer', (state) => ({ ...state, answer: pageOf(state) }))

/**
 * One page of a read action, by cursor or by offset. `count` counts everything the actor may see,
 * whatever the cursor. Where the read has a limit of its own, its records are all there is: paged
 * by offset, with no cursors.
 */
const paged: Pipeline<PageState> = {
  steps: outside<PageState>(
    ...withMore<PageState, ReadState>(...request, planRows),
    cut,
    ...withMore<PageState, ReadState>(queryRows),
    count,
    answer,
  ),
}

export const readPage = async (
  scope: ActionScope,
  call: ReadCall,
  page: PageRequest,
): Promise<Page<object>> => {
  const limits = limitsOf(call.info, page)
  const start = { ...startRead(scope, call), page, limits, whole: undefined, keys: [] }
  return (await run(paged, { ...start, count: undefined })) as Page<object>
}
