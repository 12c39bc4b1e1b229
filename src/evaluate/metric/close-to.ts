import type { Prediction } from '../../signature/signature.ts'
import type { Metric } from '../example.ts'
import { expectedValue, valueOf } from './expected-value.ts'

/** A number, or a text that writes one; anything else is none: null is not 0, and true is not 1. */
const numberOf = (value: unknown): number => {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  return typeof value === 'string' && value.trim() ? Number(value) : Number.NaN
}

/**
 * 1 where the number differs from the expected one by at most `tolerance`, or by at most `relative` of it; else 0. A null that is expected is met by null
 * alone, a number by a number alone. Fails with `MissingExpectationError` on an example that expects nothing of the field.
 */
export const closeTo =
  <S>(field: keyof Prediction<S> & string, options: { readonly tolerance?: number; readonly relative?: number } = {}): Metric<S> =>
  (example, prediction) => {
    const expected = expectedValue('closeTo', field, example.expected)
    const given = valueOf(prediction, field) ?? null
    const [wanted, got] = [numberOf(expected), numberOf(given)]
    const allowed = Math.max(options.tolerance ?? 1e-9, (options.relative ?? 0) * Math.abs(wanted))
    if (given === expected || wanted === got || Math.abs(got - wanted) <= allowed) return 1
    return {
      score: 0,
      feedback: `${field}: expected ${JSON.stringify(expected)}${Number.isNaN(wanted) ? '' : ` (± ${allowed})`}, got ${JSON.stringify(given)}`,
    }
  }
