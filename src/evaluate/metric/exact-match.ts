import type { Prediction } from '../../signature/signature.ts'
import type { Metric } from '../example.ts'
import { asText, expectedValue, valueOf } from './expected-value.ts'
import { normalizeText } from './normalize-text.ts'

/**
 * 1 where the field equals the expected value, else 0 with both values as feedback.
 * Text is compared by `normalizeText` unless `normalize` is false; other values by their JSON.
 * Fails with `MissingExpectationError` on an example that expects nothing of the field.
 */
export const exactMatch =
  <S>(field: keyof Prediction<S> & string, options: { readonly normalize?: boolean } = {}): Metric<S> =>
  (example, prediction) => {
    const form = options.normalize === false ? asText : (value: unknown) => (typeof value === 'string' ? normalizeText(value) : asText(value))
    const expected = expectedValue('exactMatch', field, example.expected)
    const given = valueOf(prediction, field)
    if (form(given) === form(expected)) return 1
    return { score: 0, feedback: `${field}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(given)}` }
  }
