import type { Node } from '../expression/node.ts'
import type { AttributeInfo } from '../resource/info.ts'
import { outOfRange } from './constraint-errors.ts'
import { NumberOutOfRangeError } from './errors.ts'

const largest = 2n ** 63n

/**
 * To the nearest whole number, a half to the even one: how Postgres stores a fraction in a
 * whole-number column.
 */
const nearestEven = (value: number): number => {
  const below = Math.floor(value)
  const rest = value - below
  if (rest !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}

/** What a column of the attribute's type holds of a value that an expression gave. */
export const storable = ({ name, type }: AttributeInfo, value: unknown): unknown => {
  if (type.storage !== 'bigint' || typeof value !== 'number' || Number.isSafeInteger(value))
    return value
  const whole = nearestEven(value)
  if (!Number.isSafeInteger(whole) && (BigInt(whole) >= largest || BigInt(whole) < -largest))
    throw outOfRange(name)
  return whole
}

/**
 * The same of a value that an expression gave: a number that was cut to the greatest there is would
 * not be what the expression says.
 */
export const computable = (attribute: AttributeInfo, value: unknown, node: Node): unknown => {
  if (node.kind !== 'call' || typeof value !== 'number') return storable(attribute, value)
  const limit = attribute.type.storage === 'bigint' ? Number(largest) : Number.MAX_VALUE
  if (Math.abs(value) >= limit) throw new NumberOutOfRangeError('an expression')
  return storable(attribute, value)
}
