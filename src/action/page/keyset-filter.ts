import { call, type Node, type SortNode, valueNode } from '../../expression/node.ts'
import { alwaysFalse, conjunction } from '../conjunction.ts'

const isNull = (node: Node) => call('isNull', node)

/** Whether a record comes after the value in the order of one sort key. */
const follows = ({ by, direction, nulls }: SortNode, value: unknown): Node => {
  if (value === null) return nulls === 'last' ? alwaysFalse : call('not', isNull(by))
  const beyond = call(direction === 'asc' ? 'gt' : 'lt', by, valueNode(value))
  return nulls === 'last' ? call('or', beyond, isNull(by)) : beyond
}
const equals = ({ by }: SortNode, value: unknown): Node => (value === null ? isNull(by) : call('eq', by, valueNode(value)))

/** The records that come after a place in an order: later by the first key, or equal by it and later by the second, and so on. */
export const afterKeyset = (sort: readonly SortNode[], values: readonly unknown[]): Node => {
  const alternatives = sort.flatMap((key, i) => conjunction(...sort.slice(0, i).map((earlier, j) => equals(earlier, values[j])), follows(key, values[i])) ?? [])
  const possible = alternatives.filter((node) => node !== alwaysFalse)
  return possible.length > 1 ? call('or', ...possible) : (possible[0] ?? alwaysFalse)
}

/** The same order backwards. */
export const reversed = (sort: readonly SortNode[]): SortNode[] =>
  sort.map(({ by, direction, nulls }) => ({ by, direction: direction === 'asc' ? 'desc' : 'asc', nulls: nulls === 'first' ? 'last' : 'first' }))
