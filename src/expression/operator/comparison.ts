import { compareValues, equalValues } from '../compare.ts'
import { perObject } from '../../text/lazy.ts'
import { type OperatorDefinition, strict, total } from './definition.ts'

const comparison = (
  word: string,
  holds: (left: unknown, right: unknown) => boolean,
): OperatorDefinition =>
  strict(2, holds, ([left, right]) => `${left} ${word} ${right}`, { infix: true })

/**
 * Longer lists are looked up instead of being searched for each record. The list of a tree is its
 * own and never changes.
 */
const short = 8
const setOf = perObject((values: readonly unknown[]): ReadonlySet<unknown> => new Set(values))
const isPlain = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** Whether a value is among those of a list that are not null. */
export const isAmong = (values: readonly unknown[], candidate: unknown): boolean =>
  values.length > short && isPlain(candidate)
    ? setOf(values).has(candidate)
    : values.some((value) => value !== null && equalValues(candidate, value))

const isIn = (candidate: unknown, values: readonly unknown[] | null): boolean | null => {
  if (values?.length === 0) return false
  if (values === null || candidate === null) return null
  if (isAmong(values, candidate)) return true
  const hasNull = values.length > short ? setOf(values).has(null) : values.includes(null)
  return hasNull ? null : false
}

export const comparisons = {
  eq: comparison('is', equalValues),
  ne: comparison('is not', (left, right) => !equalValues(left, right)),
  lt: comparison('<', (left, right) => compareValues(left, right) < 0),
  lte: comparison('<=', (left, right) => compareValues(left, right) <= 0),
  gt: comparison('>', (left, right) => compareValues(left, right) > 0),
  gte: comparison('>=', (left, right) => compareValues(left, right) >= 0),
  in: total(2, isIn, ([candidate, values]) => `${candidate} is one of ${values}`, { infix: true }),
  isNull: total(
    1,
    (value: unknown) => value === null,
    ([operand]) => `${operand} is null`,
    { infix: true },
  ),
  isDistinctFrom: total(
    2,
    (left: unknown, right: unknown) => !equalValues(left, right),
    ([left, right]) => `${left} differs from ${right}`,
    { infix: true },
  ),
  coalesce: {
    arity: [1, Number.POSITIVE_INFINITY],
    evaluate(operands, scope, evaluate) {
      for (const operand of operands) {
        const value = evaluate(operand, scope)
        if (value !== null) return value
      }
      return null
    },
    words: (operands) => operands.join(', or if null '),
    infix: true,
  },
} satisfies Record<string, OperatorDefinition>
