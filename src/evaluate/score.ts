import { InvalidScoreError } from '../error/invalid-score-error.ts'
import type { Score } from './example.ts'

export interface ScoreParts {
  readonly score: number
  readonly feedback: string | undefined
}

/** How far a sum of shares may miss 0 or 1 by rounding. */
const ROUNDING = 1e-6

const feedbackOf = (feedback: unknown): string | undefined => (feedback === undefined || feedback === null ? undefined : String(feedback))

/** A metric's answer as score and feedback: true is 1 and false is 0. What misses 0 or 1 by rounding is 0 or 1; throws `InvalidScoreError` on anything else beyond. */
export const scoreParts = (given: Score): ScoreParts => {
  const isObject = typeof given === 'object' && given !== null
  const said = isObject ? given.score : given
  const score: unknown = typeof said === 'boolean' ? Number(said) : said
  if (typeof score !== 'number' || !(score >= -ROUNDING && score <= 1 + ROUNDING)) throw new InvalidScoreError(given)
  return { score: Math.min(1, Math.max(0, score)), feedback: isObject ? feedbackOf(given.feedback) : undefined }
}
