import { InvalidScoreError } from '../error/invalid-score-error.ts'
import type { Score } from './example.ts'

export interface ScoreParts {
  readonly score: number
  readonly feedback: string | undefined
}

/** A metric's answer as score and feedback. Throws `InvalidScoreError` on anything but 0 to 1. */
export const scoreParts = (given: Score): ScoreParts => {
  const score: unknown = typeof given === 'object' && given !== null ? given.score : given
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) throw new InvalidScoreError(given)
  return { score, feedback: typeof given === 'object' ? given.feedback : undefined }
}
