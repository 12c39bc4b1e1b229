import { InvalidOperand } from '../error/invalid-operand.ts'
import { isStorableText, unstorableAt } from '../type/storable-text.ts'

/**
 * A value as expressions know it. What no field can ever hold (NaN, a text with NUL or half a surrogate pair) is unknown, so that it is found nowhere;
 * a Date that is no time is a mistake of the caller's.
 */
export const literal = (value: unknown): unknown => {
  if (typeof value === 'string') return isStorableText(value) ? value : null
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return validTime(value)
  if (Array.isArray(value)) return value.map(literal)
  return Object.getPrototypeOf(value) === Object.prototype && unstorableAt(value) ? null : value
}

const validTime = (date: Date): Date => {
  if (Number.isNaN(date.getTime())) throw new InvalidOperand('an invalid Date')
  return date
}
