import { AshlarError } from './ashlar-error.ts'

/** A metric gave something that is not a score. */
export class InvalidScoreError extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_score'

  constructor(given: unknown) {
    const shown = typeof given === 'object' ? JSON.stringify(given) : String(given)
    super(`A metric gives a number from 0 to 1, or { score, feedback } with such a score; it gave ${shown}.`, { variables: { given: shown } })
  }
}
