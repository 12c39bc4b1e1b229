import type { Prediction } from '../../signature/signature.ts'
import type { Metric } from '../example.ts'
import { asText, expectedValue, valueOf } from './expected-value.ts'
import { words } from './normalize-text.ts'

/** The harmonic mean of precision and recall over the words of two texts, each word counted as often as it occurs. Two empty texts agree. */
export const wordF1 = (given: readonly string[], expected: readonly string[]): number => {
  if (!given.length || !expected.length) return given.length === expected.length ? 1 : 0
  const left = new Map<string, number>()
  for (const word of expected) left.set(word, (left.get(word) ?? 0) + 1)
  let common = 0
  for (const word of given) {
    const count = left.get(word) ?? 0
    if (!count) continue
    common++
    left.set(word, count - 1)
  }
  if (!common) return 0
  const precision = common / given.length
  const recall = common / expected.length
  return (2 * precision * recall) / (precision + recall)
}

const listWords = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((item) => words(asText(item))) : words(asText(value)))

/**
 * Word overlap of the field with the expected text (or list of texts), from 0 to 1, as SQuAD's F1.
 * Fails with `MissingExpectationError` on an example that expects nothing of the field.
 */
export const f1 =
  <S>(field: keyof Prediction<S> & string): Metric<S> =>
  (example, prediction) => {
    const expected = listWords(expectedValue('f1', field, example.expected))
    const given = listWords(valueOf(prediction, field))
    const score = wordF1(given, expected)
    const missing = [...new Set(expected.filter((word) => !given.includes(word)))]
    return missing.length ? { score, feedback: `${field} lacks: ${missing.join(', ')}` } : score
  }
