import type { Prediction } from '../../signature/signature.ts'
import { fieldOf } from '../../type/field.ts'
import type { Metric } from '../example.ts'
import { expectedValue, valueOf } from './expected-value.ts'
import { fieldOfPrediction, misfit, sameValue } from './same-value.ts'

interface ExactMatchOptions {
  /** Whether free text is compared by `normalizeText`. Default true. */
  readonly normalize?: boolean
}

const miss = (prediction: unknown, name: string, expected: unknown): string => {
  const field = fieldOfPrediction(prediction, name)
  if (field && fieldOf(field).options.sensitive) return `${name}: not the expected value`
  const problem = misfit(field, expected)
  return `${name}: expected ${JSON.stringify(expected)}${problem ? ` (which the field does not take: ${problem})` : ''}, got ${JSON.stringify(valueOf(prediction, name))}`
}

/**
 * 1 where the field equals the expected value, or each of several fields does, else 0 with both values as feedback. Values are equal by the field's type once
 * they are cast: objects in any order of their members, one that is left out being null; lists in order; choices, numbers and dates exactly. Free text is
 * compared by `normalizeText` unless `normalize` is false. Fails with `MissingExpectationError` on an example that expects nothing of a field.
 * @example
 * const metric = exactMatch<typeof Invoice>(['number', 'total'])
 */
export const exactMatch =
  <S>(field: (keyof Prediction<S> & string) | readonly (keyof Prediction<S> & string)[], { normalize = true }: ExactMatchOptions = {}): Metric<S> =>
  (example, prediction) => {
    const names = typeof field === 'string' ? [field] : field
    const expected = names.map((name) => [name, expectedValue('exactMatch', name, example.expected)] as const)
    const missed = expected.filter(([name, value]) => !sameValue(fieldOfPrediction(prediction, name), valueOf(prediction, name), value, normalize))
    return missed.length ? { score: 0, feedback: missed.map(([name, value]) => miss(prediction, name, value)).join('; ') } : 1
  }
