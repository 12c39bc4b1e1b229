import { AshlarError } from '../error/ashlar-error.ts'
import { isStorableText, unstorableAt } from '../text/shown.ts'

/** An expression contains a value that cannot be compared or calculated with. */
export class InvalidOperandError extends AshlarError {
  static override readonly mark: string = 'ashlar.InvalidOperandError'
  readonly class = 'invalid'
  readonly code = 'invalid_operand'
  constructor(what: string) {
    super(`An expression holds ${what}. Pass a value of the field's type.`, { variables: { what } })
  }
}

/**
 * A value as expressions know it. What no field can ever hold (NaN, a text with NUL or half a
 * surrogate pair) is unknown, so that it is found nowhere; an invalid Date is a mistake of the
 * caller's.
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
  if (Number.isNaN(date.getTime())) throw new InvalidOperandError('an invalid Date')
  return date
}
