import { roundHalfAway } from '../round-half-away.ts'
import { saturated } from '../saturated.ts'
import { type OperatorDefinition, strict } from './definition.ts'

type Words = OperatorDefinition['words']
const isNumber = (value: unknown): value is number => typeof value === 'number'

/**
 * An operator on numbers that has a result for all of them: what is beyond the greatest is the
 * greatest. What is not a number is unknown.
 */
const numeric = (
  arity: number | readonly [number, number],
  apply: (...values: number[]) => number | null,
  words: Words,
  partial = false,
): OperatorDefinition =>
  strict(
    arity,
    (...values: unknown[]) => {
      if (!values.every(isNumber)) return null
      const result = apply(...values.map(saturated))
      return result === null ? null : saturated(result)
    },
    words,
    { infix: true, partial },
  )
const infix = (
  sign: string,
  apply: (left: number, right: number) => number | null,
  partial = false,
) => numeric(2, apply, ([left, right]) => `${left} ${sign} ${right}`, partial)

export const arithmetic = {
  add: infix('+', (left, right) => left + right),
  subtract: infix('-', (left, right) => left - right),
  multiply: infix('*', (left, right) => left * right),
  divide: infix('/', (left, right) => (right === 0 ? null : left / right), true),
  negate: numeric(
    1,
    (value) => 0 - value,
    ([operand]) => `-${operand}`,
  ),
  abs: numeric(
    1,
    (value) => Math.abs(value),
    ([operand]) => `the size of ${operand}`,
  ),
  round: numeric(
    [1, 2],
    (value, digits) => roundHalfAway(value, digits),
    ([operand, digits = '0']) =>
      `${operand} rounded${digits === '0' ? '' : ` to ${digits} digits`}`,
  ),
} satisfies Record<string, OperatorDefinition>
