import { AshlarError } from '../error/ashlar-error.ts'
import type { Prediction } from '../signature/signature.ts'
import { fieldOf } from '../type/field.ts'
import type { Metric } from './example.ts'
import { normalizedWords } from './normalize-text.ts'
import { fieldOfPrediction, misfit, sameAnswer } from './same-value.ts'

/** A metric cannot judge an example without an expected value for its field. */
export class MissingExpectationError extends AshlarError {
  static override readonly mark: string = 'ashlar.MissingExpectationError'
  readonly class = 'invalid'
  readonly code = 'missing_expectation'

  constructor(details: {
    readonly metric: string
    readonly field: string
    readonly has: readonly string[]
  }) {
    const has = details.has.length
      ? `it expects only ${details.has.join(', ')}`
      : 'it expects nothing'
    super(
      `${details.metric} compares the field "${details.field}", but the example has no expected value for it (${has}).`,
      {
        field: details.field,
        variables: { ...details },
      },
    )
  }
}

/**
 * The expected value of a field. Throws `MissingExpectationError` if the example has none, since
 * the metric cannot judge it.
 */
export const expectedValue = (metric: string, field: string, expected: object): unknown => {
  const value = (expected as Record<string, unknown>)[field]
  if (value === undefined)
    throw new MissingExpectationError({ metric, field, has: Object.keys(expected) })
  return value
}

export const valueOf = (prediction: unknown, field: string): unknown =>
  (prediction as Record<string, unknown>)[field]

/** A value as text to compare: strings unchanged, null as no text, everything else as JSON. */
export const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : (JSON.stringify(value) ?? '')

export interface ExactMatchOptions {
  /** Whether free text is normalized with `normalizeText` first. Default true. */
  readonly normalize?: boolean
}

const miss = (prediction: unknown, name: string, expected: unknown): string => {
  const field = fieldOfPrediction(prediction, name)
  if (field && fieldOf(field).options.sensitive) return `${name}: not the expected value`
  const problem = misfit(field, expected)
  return `${name}: expected ${JSON.stringify(expected)}${problem ? ` (which the field does not accept: ${problem})` : ''}, got ${JSON.stringify(valueOf(prediction, name))}`
}

/**
 * 1 if the field, or each of several fields, equals the expected value, otherwise 0 with both
 * values as feedback. Values are compared by the field's type after a cast: objects in any order of
 * their members, where a missing one equals null; lists in order; choices, numbers and dates
 * exactly. Free text is normalized with `normalizeText` unless `normalize` is false. Fails with
 * `MissingExpectationError` if an example has no expected value for a field.
 * @example
 * const metric = exactMatch<typeof Invoice>(['number', 'total'])
 */
export const exactMatch =
  <S>(
    field: (keyof Prediction<S> & string) | readonly (keyof Prediction<S> & string)[],
    { normalize = true }: ExactMatchOptions = {},
  ): Metric<S> =>
  (example, prediction) => {
    const names = typeof field === 'string' ? [field] : field
    const expected = names.map(
      (name) => [name, expectedValue('exactMatch', name, example.expected)] as const,
    )
    const missed = expected.filter(
      ([name, value]) =>
        !sameAnswer(
          fieldOfPrediction(prediction, name),
          valueOf(prediction, name),
          value,
          normalize,
        ),
    )
    return missed.length
      ? {
          score: 0,
          feedback: missed.map(([name, value]) => miss(prediction, name, value)).join('; '),
        }
      : 1
  }

/** A number, or a text that contains only a number. Null is not 0, and true is not 1. */
const numberOf = (value: unknown): number => {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  return typeof value === 'string' && value.trim() ? Number(value) : Number.NaN
}

/**
 * 1 if the number differs from the expected one by at most `tolerance`, or by at most `relative` of
 * it, otherwise 0. An expected null matches only null, and a number matches only a number. Fails
 * with `MissingExpectationError` if an example has no expected value for the field.
 */
export const closeTo =
  <S>(
    field: keyof Prediction<S> & string,
    options: { readonly tolerance?: number; readonly relative?: number } = {},
  ): Metric<S> =>
  (example, prediction) => {
    const expected = expectedValue('closeTo', field, example.expected)
    const answerValue = valueOf(prediction, field) ?? null
    const [target, got] = [numberOf(expected), numberOf(answerValue)]
    const allowed = Math.max(options.tolerance ?? 1e-9, (options.relative ?? 0) * Math.abs(target))
    if (answerValue === expected || target === got || Math.abs(got - target) <= allowed) return 1
    return {
      score: 0,
      feedback: `${field}: expected ${JSON.stringify(expected)}${Number.isNaN(target) ? '' : ` (± ${allowed})`}, got ${JSON.stringify(answerValue)}`,
    }
  }

/**
 * The harmonic mean of precision and recall over the words of two texts, counting repetitions. Two
 * empty texts agree.
 */
const wordF1 = (actual: readonly string[], expected: readonly string[]): number => {
  if (!actual.length || !expected.length) return actual.length === expected.length ? 1 : 0
  const left = new Map<string, number>()
  for (const word of expected) left.set(word, (left.get(word) ?? 0) + 1)
  let common = 0
  for (const word of actual) {
    const count = left.get(word) ?? 0
    if (!count) continue
    common++
    left.set(word, count - 1)
  }
  if (!common) return 0
  const precision = common / actual.length
  const recall = common / expected.length
  return (2 * precision * recall) / (precision + recall)
}

const listWords = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap((item) => normalizedWords(asText(item)))
    : normalizedWords(asText(value))

/**
 * Word overlap of the field with the expected text (or list of texts), from 0 to 1, like SQuAD's
 * F1. Fails with `MissingExpectationError` if an example has no expected value for the field.
 */
export const f1 =
  <S>(field: keyof Prediction<S> & string): Metric<S> =>
  (example, prediction) => {
    const expected = listWords(expectedValue('f1', field, example.expected))
    const actual = listWords(valueOf(prediction, field))
    const score = wordF1(actual, expected)
    const missing = [...new Set(expected.filter((word) => !actual.includes(word)))]
    return missing.length ? { score, feedback: `${field} lacks: ${missing.join(', ')}` } : score
  }

/**
 * Words, separate from their symbols: a passage with `$5` contains `5`, and a passage with `€5`
 * does not contain `$5`.
 */
const parts = (text: string): string[] =>
  normalizedWords(text).flatMap((word) => word.split(/([\p{Sm}\p{Sc}%‰#])/u).filter(Boolean))

const contains = (passage: readonly string[], answer: readonly string[]): boolean =>
  answer.length > 0 &&
  passage.some((_, start) => answer.every((word, offset) => passage[start + offset] === word))

const passageText = (passage: unknown): string => {
  const text =
    typeof passage === 'object' && passage !== null
      ? (passage as { text?: unknown }).text
      : undefined
  return typeof text === 'string' ? text : asText(passage)
}

/**
 * 1 if a passage of the field contains the expected answer (or one of several) as whole words, like
 * DPR's retrieval accuracy, otherwise 0. `answer` names the expected field, `passages` the
 * predicted list of texts or of `{ text }`.
 */
export const passageMatch =
  <S>(answer: keyof Prediction<S> & string, passages: keyof Prediction<S> & string): Metric<S> =>
  (example, prediction) => {
    const target = expectedValue('passageMatch', answer, example.expected)
    const answers = (Array.isArray(target) ? target : [target]).map((one) => parts(asText(one)))
    const actual = valueOf(prediction, passages)
    const texts = (Array.isArray(actual) ? actual : [actual]).map((passage) =>
      parts(passageText(passage)),
    )
    if (answers.some((one) => texts.some((text) => contains(text, one)))) return 1
    return {
      score: 0,
      feedback: `none of the ${texts.length} passages contains ${JSON.stringify(target)}`,
    }
  }
