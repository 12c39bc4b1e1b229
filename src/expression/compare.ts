import { AssumptionFailedError } from '../error/ashlar-error.ts'
import { deepEqual } from '../text/deep-equal.ts'
import { compareCodePoints, shown } from '../text/shown.ts'
import type { Node, SortNode } from './node.ts'

/**
 * Equality of two values that are not null: numbers as numbers (0 is -0), dates by time, lists and
 * objects by content.
 */
export const equalValues = deepEqual

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'

/**
 * Orders two values that are not null as Postgres does: text by code point, dates by time, false
 * before true.
 */
export const compareValues = (left: unknown, right: unknown): number => {
  if (typeof left === 'string' && typeof right === 'string') return compareCodePoints(left, right)
  if (isNumber(left) && isNumber(right)) return left < right ? -1 : left > right ? 1 : 0
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime()
  throw new AssumptionFailedError(`${shown(left)} and ${shown(right)} have no order.`, {
    fix: 'Compare two numbers, two texts, two dates or two booleans.',
  })
}

const compareKeys = (left: unknown, right: unknown, { direction, nulls }: SortNode): number => {
  if (left === null || right === null)
    return left === right ? 0 : (left === null) === (nulls === 'first') ? -1 : 1
  return direction === 'asc' ? compareValues(left, right) : compareValues(right, left)
}

/**
 * The items in the order of the keys, each evaluated once for each item; items with equal keys stay
 * as they were.
 */
export const sortedBy = <T>(
  items: readonly T[],
  sort: readonly SortNode[],
  keyOf: (by: Node, item: T) => unknown,
): readonly T[] => {
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
