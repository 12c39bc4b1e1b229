import { NumberOutOfRange } from '../../error/number-out-of-range.ts'
import { roundHalfAway } from '../round-half-away.ts'
import { type OperatorDefinition, strict } from './definition.ts'

const finite = (operator: string, result: number): number => {
  if (!Number.isFinite(result)) throw new NumberOutOfRange(operator)
  return result
}
const infix = (operator: string, sign: string, apply: (left: number, right: number) => number): OperatorDefinition =>
  strict(
    2,
    (left: number, right: number) => finite(operator, apply(left, right)),
    ([left, right]) => `${left} ${sign} ${right}`,
    { infix: true },
  )

export const arithmetic = {
  add: infix('add', '+', (left, right) => left + right),
  subtract: infix('subtract', '-', (left, right) => left - right),
  multiply: infix('multiply', '*', (left, right) => left * right),
  divide: strict(
    2,
    (left: number, right: number) => (right === 0 ? null : finite('divide', left / right)),
    ([left, right]) => `${left} / ${right}`,
    { infix: true, partial: true },
  ),
  negate: strict(
    1,
    (value: number) => 0 - value,
    ([operand]) => `-${operand}`,
    { infix: true },
  ),
  abs: strict(1, Math.abs, ([operand]) => `the size of ${operand}`, { infix: true }),
  round: strict([1, 2], roundHalfAway, ([operand, digits = '0']) => `${operand} rounded${digits === '0' ? '' : ` to ${digits} digits`}`, { infix: true }),
} satisfies Record<string, OperatorDefinition>
