import { AshlarError } from '../error/ashlar-error.ts'
import type { Prediction } from '../signature/signature.ts'
import { fieldOf } from '../type/field.ts'
import type { Metric } from './example.ts'
import { words } from './normalize-text.ts'
import { fieldOfPrediction, misfit, sameValue } from './same-value.ts'

/** A metric was asked to judge an example that does not say what is right for its field. */
export class MissingExpectationError extends AshlarError {
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

/** The value an example expects of a field. Throws `MissingExpectationError` where it expects none: the metric cannot judge it. */
export const expectedValue = (metric: string, field: string, expected: object): unknown => {
  const value = (expected as Record<string, unknown>)[field]
  if (value === undefined)
    throw new MissingExpectationError({ metric, field, has: Object.keys(expected) })
  return value
}

export const valueOf = (prediction: unknown, field: string): unknown =>
  (prediction as Record<string, unknown>)[field]

/** A value as text to compare: strings as they are, null as no text, everything else as JSON. */
export const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : (JSON.stringify(value) ?? '')

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
        !sameValue(
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
  <S>(
    field: keyof Prediction<S> & string,
    options: { readonly tolerance?: number; readonly relative?: number } = {},
  ): Metric<S> =>
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

const listWords = (value: unknown): string[] =>
  Array.isArray(value) ? value.flatMap((item) => words(asText(item))) : words(asText(value))

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

/** Words, their signs apart: `5` stands in a passage that says `$5`, and `$5` does not stand in one that says `€5`. */
const parts = (text: string): string[] =>
  words(text).flatMap((word) => word.split(/([\p{Sm}\p{Sc}%‰#])/u).filter(Boolean))

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
 * 1 where some passage of the field holds the expected answer (or one of several) as whole words, as in DPR's retrieval accuracy; else 0.
 * `answer` names the expected field, `passages` the predicted list of texts or of `{ text }`.
 */
export const passageMatch =
  <S>(answer: keyof Prediction<S> & string, passages: keyof Prediction<S> & string): Metric<S> =>
  (example, prediction) => {
    const wanted = expectedValue('passageMatch', answer, example.expected)
    const answers = (Array.isArray(wanted) ? wanted : [wanted]).map((one) => parts(asText(one)))
    const found = valueOf(prediction, passages)
    const texts = (Array.isArray(found) ? found : [found]).map((passage) =>
      parts(passageText(passage)),
    )
    if (answers.some((one) => texts.some((text) => contains(text, one)))) return 1
    return {
      score: 0,
      feedback: `none of the ${texts.length} passages holds ${JSON.stringify(wanted)}`,
    }
  }
