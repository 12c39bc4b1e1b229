import type { ReadPlan } from '../../data-layer/data-layer.ts'
import type { Node, SortNode } from '../../expression/node.ts'
import { conditionNode, refsOf } from '../../resource/make-refs.ts'
import { type AnySortKey, sortNodes } from '../../resource/sort-nodes.ts'
import { conjunction } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import type { FilterInput, SortInput } from '../contract/action.ts'
import { parseFilter } from '../input/parse-filter.ts'
import { parseSort } from '../input/parse-sort.ts'
import { InvalidPageError } from '../page/cursor.ts'
import { assertPublic } from './assert-public.ts'
import { declaredFilter } from './declared-filter.ts'
import { type AnyLoad, selectionOf } from './plan-loads.ts'
import type { Prepared } from './query-builder.ts'
import type { Reading } from './reading.ts'
import { stable } from './stable-sort.ts'

/** A call's query, whatever the resource. */
export interface AnyQuery {
  readonly filter?: unknown
  readonly sort?: readonly AnySortKey[]
  readonly filterInput?: FilterInput
  readonly sortInput?: SortInput
  readonly load?: AnyLoad
  readonly limit?: number
  readonly offset?: number
}
export interface ReadRequest {
  readonly info: ActionInfo
  readonly arguments: Readonly<Record<string, unknown>>
  readonly query: AnyQuery
  /** What the policies leave. */
  readonly permission: Node | undefined
  readonly prepared: Prepared
  /** A further condition of the framework's own: a key, a cursor. */
  readonly where?: Node
}

/**
 * Everything that narrows a read: the action's filter, its preparations', the developer's, the
 * caller's and the policies'.
 */
export const readFilter = (
  reading: Reading,
  { info, arguments: values, query, permission, prepared, where }: ReadRequest,
): Node | undefined => {
  const { filter, filterInput } = query
  const own =
    filter === undefined
      ? undefined
      : reading.trusted(
          info.resource,
          conditionNode(filter, refsOf(info.resource), {
            resource: info.resource.name,
            path: ['filter'],
          }),
        )
  const declared = declaredFilter(reading.scope, info, values, info.definition.filter)
  const callerFilter = filterInput && parseFilter(reading, info.resource, filterInput)
  if (callerFilter) assertPublic(info.resource, callerFilter)
  return conjunction(
    permission,
    where,
    declared && reading.trusted(info.resource, declared),
    prepared.filter && reading.trusted(info.resource, prepared.filter),
    own,
    callerFilter,
  )
}

/** The caller's order, else the developer's, else the preparations', else the action's. */
const readSort = (
  reading: Reading,
  { info, query, prepared }: ReadRequest,
): readonly SortNode[] => {
  if (query.sortInput?.length) {
    const keys = parseSort(reading, info.resource, query.sortInput)
    for (const { by } of keys) assertPublic(info.resource, by)
    return keys
  }
  const own = query.sort
    ? sortNodes(info.resource, query.sort)
    : (prepared.sort ?? sortNodes(info.resource, info.definition.sort))
  return own.map((key) => ({ ...key, by: reading.trusted(info.resource, key.by) }))
}

const whole = (
  value: number | undefined,
  least: number,
  code: 'invalid_limit' | 'invalid_offset',
): number | undefined => {
  if (value !== undefined && (!Number.isSafeInteger(value) || value < least))
    throw new InvalidPageError(code)
  return value
}

const limitOf = ({ info, query, prepared }: ReadRequest): number | undefined => {
  const { limit, maxLimit } = info.definition
  const own = prepared.limit ?? limit
  const count = whole(query.limit, 1, 'invalid_limit')
  const max = own === undefined ? maxLimit : Math.max(own, maxLimit ?? own)
  if (count !== undefined && max !== undefined && count > max)
    throw new InvalidPageError('invalid_limit', { max })
  return count ?? own
}

/** The whole read as one plan: decided, authorized and bound. */
export const planRead = (reading: Reading, request: ReadRequest): ReadPlan => {
  const { resource } = request.info
  const filter = readFilter(reading, request)
  const sort = readSort(reading, request)
  const limit = limitOf(request)
  const offset = whole(request.query.offset, 0, 'invalid_offset')
  return {
    resource,
    sort: request.where && sort.length === 0 ? sort : stable(resource, sort),
    ...selectionOf(reading, resource, request.query.load),
    ...(filter ? { filter } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(offset ? { offset } : {}),
  }
}
