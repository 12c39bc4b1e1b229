import { compareValues } from './compare.ts'
import type { Node, SortNode } from './node.ts'

const compareKeys = (left: unknown, right: unknown, { direction, nulls }: SortNode): number => {
  if (left === null || right === null) return left === right ? 0 : (left === null) === (nulls === 'first') ? -1 : 1
  return direction === 'asc' ? compareValues(left, right) : compareValues(right, left)
}

/** The items in the order of the keys, each evaluated once for each item; items with equal keys stay as they were. */
export const sortedBy = <T>(items: readonly T[], sort: readonly SortNode[], keyOf: (by: Node, item: T) => unknown): readonly T[] => {
  if (!sort.length || items.length < 2) return items
  const keyed = items.map((item) => ({ item, keys: sort.map(({ by }) => keyOf(by, item)) }))
  keyed.sort((left, right) => {
    for (const [i, key] of sort.entries()) {
      const order = compareKeys(left.keys[i], right.keys[i], key)
      if (order) return order
    }
    return 0
  })
  return keyed.map(({ item }) => item)
}
