import type { Prediction } from '../../signature/signature.ts'
import type { Metric } from '../example.ts'
import { expectedValue, valueOf } from './expected-value.ts'

/**
 * 1 where the number differs from the expected one by at most `tolerance`, or by at most `relative` of it; else 0.
 * Fails with `MissingExpectationError` on an example that expects nothing of the field.
 */
export const closeTo =
  <S>(field: keyof Prediction<S> & string, options: { readonly tolerance?: number; readonly relative?: number } = {}): Metric<S> =>
  (example, prediction) => {
    const expected = Number(expectedValue('closeTo', field, example.expected))
    const given = Number(valueOf(prediction, field))
    const allowed = Math.max(options.tolerance ?? 1e-9, (options.relative ?? 0) * Math.abs(expected))
    if (Math.abs(given - expected) <= allowed) return 1
    return { score: 0, feedback: `${field}: expected ${expected} (± ${allowed}), got ${given}` }
  }
