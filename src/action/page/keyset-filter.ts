import { call, type Node, type SortNode, valueNode } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { alwaysFalse, conjunction } from '../authorize/conjunction.ts'

const isNull = (node: Node) => call('isNull', node)

/** Whether the value of a sort key is known to be there in every record. */
const isPresent = ({ attributes }: ResourceInfo, by: Node): boolean =>
  by.kind === 'ref' && by.path.length === 0 && attributes.get(by.name)?.nullable === false

/** Whether records without a value may come after one that has a value. */
const nullsFollow = (info: ResourceInfo, { by, nulls }: SortNode): boolean =>
  nulls === 'last' && !isPresent(info, by)

/** Whether a record comes after the value in the order of one sort key. */
const follows = (info: ResourceInfo, key: SortNode, value: unknown): Node => {
  const { by, direction, nulls } = key
  if (value === null) return nulls === 'last' ? alwaysFalse : call('not', isNull(by))
  const beyond = call(direction === 'asc' ? 'gt' : 'lt', by, valueNode(value))
  return nullsFollow(info, key) ? call('or', beyond, isNull(by)) : beyond
}
const equals = ({ by }: SortNode, value: unknown): Node =>
  value === null ? isNull(by) : call('eq', by, valueNode(value))

/**
 * What holds for every record from the value on: it says nothing new, but lets an index on the
 * first key start there and not at its beginning.
 */
const from = (info: ResourceInfo, key: SortNode, value: unknown): Node | undefined => {
  if (value === null) return key.nulls === 'last' ? isNull(key.by) : undefined
  return nullsFollow(info, key)
    ? undefined
    : call(key.direction === 'asc' ? 'gte' : 'lte', key.by, valueNode(value))
}

/**
 * The records that come after a place in an order: later by the first key, or equal by it and later
 * by the second, and so on.
 */
export const afterKeyset = (
  info: ResourceInfo,
  sort: readonly SortNode[],
  values: readonly unknown[],
): Node => {
  const alternatives = sort.flatMap(
    (key, i) =>
      conjunction(
        ...sort.slice(0, i).map((earlier, j) => equals(earlier, values[j])),
        follows(info, key, values[i]),
      ) ?? [],
  )
  const possible = alternatives.filter((node) => node !== alwaysFalse)
  const [only = alwaysFalse] = possible
  if (possible.length < 2) return only
  return conjunction(from(info, sort[0]!, values[0]), call('or', ...possible))!
}

/** The same order backwards. */
export const reversed = (sort: readonly SortNode[]): SortNode[] =>
  sort.map(({ by, direction, nulls }) => ({
    by,
    direction: direction === 'asc' ? 'desc' : 'asc',
    nulls: nulls === 'first' ? 'last' : 'first',
  }))
