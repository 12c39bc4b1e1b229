import { AshlarError } from '../error/ashlar-error.ts'
import type { Score } from './example.ts'

// A metric may return anything, and the error must still describe it.
const shownValue = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value)
  const score: unknown = 'score' in value ? value.score : undefined
  return `{ ${Object.keys(value).slice(0, 5).join(', ')} }${'score' in value ? ` with the score ${typeof score === 'object' ? 'of an object' : String(score)}` : ''}`
}

/** A metric returned something that is not a score. */
export class InvalidScoreError extends AshlarError {
  static override readonly mark: string = 'ashlar.InvalidScoreError'
  readonly class = 'invalid'
  readonly code = 'invalid_score'

  constructor(value: unknown) {
    const shown = shownValue(value)
    super(
      `A metric returns a number from 0 to 1, true or false, or { score, feedback } with one of these; it returned ${shown}.`,
      {
        variables: { given: shown },
      },
    )
  }
}

export interface ScoreParts {
  readonly score: number
  readonly feedback: string | undefined
}

/** How far a sum of shares may miss 0 or 1 by rounding. */
const ROUNDING = 1e-6

const feedbackOf = (feedback: unknown): string | undefined =>
  feedback === undefined || feedback === null ? undefined : String(feedback)

/**
 * A metric's result as score and feedback: true is 1 and false is 0. A score that misses 0 or 1 by
 * rounding is corrected; throws `InvalidScoreError` for any other score outside the range.
 */
export const scoreParts = (input: Score): ScoreParts => {
  const isObject = typeof input === 'object' && input !== null
  const value = isObject ? input.score : input
  const score: unknown = typeof value === 'boolean' ? Number(value) : value
  if (typeof score !== 'number' || !(score >= -ROUNDING && score <= 1 + ROUNDING))
    throw new InvalidScoreError(input)
  return {
    score: Math.min(1, Math.max(0, score)),
    feedback: isObject ? feedbackOf(input.feedback) : undefined,
  }
}
