import { AssumptionFailed } from '../error/assumption-failed.ts'
import { compareCodePoints } from '../type/code-point.ts'
import { deepEqual } from '../type/deep-equal.ts'
import { shown } from '../type/shown.ts'

/** Equality of two values that are not null: numbers as numbers (0 is -0), dates by time, lists and objects by content. */
export const equalValues = deepEqual

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint'

/** Orders two values that are not null as Postgres does: text by code point, dates by time, false before true. */
export const compareValues = (left: unknown, right: unknown): number => {
  if (typeof left === 'string' && typeof right === 'string') return compareCodePoints(left, right)
  if (isNumber(left) && isNumber(right)) return left < right ? -1 : left > right ? 1 : 0
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime()
  throw new AssumptionFailed(`${shown(left)} and ${shown(right)} have no order.`, { fix: 'Compare two numbers, two texts, two dates or two booleans.' })
}
