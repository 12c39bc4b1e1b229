import { AshlarError } from './ashlar-error.ts'

/** A module's state that cannot be applied: not JSON, of another version, for other predictors, or with values that do not fit. Lists everything that is wrong. */
export class InvalidStateError extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_state'
  readonly problems: readonly string[]

  constructor(problems: readonly string[], cause?: unknown) {
    super(`The module's state was refused: ${problems.join('; ')}.`, { variables: { problems }, ...(cause === undefined ? {} : { cause }) })
    this.problems = problems
  }
}
