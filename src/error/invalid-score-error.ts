import { AshlarError } from './ashlar-error.ts'

// A metric may give anything, and its error is told of all the same.
const shownValue = (given: unknown): string => {
  if (typeof given !== 'object' || given === null) return String(given)
  const score: unknown = 'score' in given ? given.score : undefined
  return `{ ${Object.keys(given).slice(0, 5).join(', ')} }${'score' in given ? ` with the score ${typeof score === 'object' ? 'of an object' : String(score)}` : ''}`
}

/** A metric gave something that is not a score. */
export class InvalidScoreError extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_score'

  constructor(given: unknown) {
    const shown = shownValue(given)
    super(`A metric returns a number from 0 to 1, true or false, or { score, feedback } with one of these; it returned ${shown}.`, {
      variables: { given: shown },
    })
  }
}
