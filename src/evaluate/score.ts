import { AshlarError } from '../error/ashlar-error.ts'
import type { Score } from './example.ts'

// A metric may return anything, and the error must still describe it.
const shownValue = (given: unknown): string => {
  if (typeof given !== 'object' || given === null) return String(given)
  const score: unknown = 'score' in given ? given.score : undefined
  return `{ ${Object.keys(given).slice(0, 5).join(', ')} }${'score' in given ? ` with the score ${typeof score === 'object' ? 'of an object' : String(score)}` : ''}`
}

/** A metric returned something that is not a score. */
export class InvalidScoreError extends AshlarError {
  static override readonly mark: string = 'ashlar.InvalidScoreError'
  readonly class = 'invalid'
  readonly code = 'invalid_score'

  constructor(given: unknown) {
    const shown = shownValue(given)
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

/** A metric's result as score and feedback: true is 1 and false is 0. A score that misses 0 or 1 by rounding is corrected; throws `InvalidScoreError` for any other score outside the range. */
export const scoreParts = (given: Score): ScoreParts => {
  const isObject = typeof given === 'object' && given !== null
  const said = isObject ? given.score : given
  const score: unknown = typeof said === 'boolean' ? Number(said) : said
  if (typeof score !== 'number' || !(score >= -ROUNDING && score <= 1 + ROUNDING))
    throw new InvalidScoreError(given)
  return {
    score: Math.min(1, Math.max(0, score)),
    feedback: isObject ? feedbackOf(given.feedback) : undefined,
  }
}
