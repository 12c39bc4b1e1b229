import { AshlarError } from '../../error/ashlar-error.ts'

/** A module's state that cannot be applied: not JSON, of another version, for other predictors, or with values that do not fit. Lists everything that is wrong. */
export class InvalidStateError extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_state'
  readonly problems: readonly string[]

  constructor(problems: readonly string[], cause?: unknown) {
    super(`The module's state was refused: ${problems.join('; ')}.`, {
      variables: { problems },
      ...(cause === undefined ? {} : { cause }),
    })
    this.problems = problems
  }
}

/** A state that was learned for other input or output fields than the predictor has now. */
export class StateSignatureMismatchError extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'state_signature_mismatch'

  constructor(details: {
    readonly predictor: string
    readonly signature: string
    readonly expected: string
    readonly given: string
  }) {
    super(
      `The state of predictor "${details.predictor}" was made for another signature than ${details.signature}: its hash is ${details.given}, the signature's is ${details.expected}. Compile the module again, or restore the fields it was made for.`,
      { field: details.predictor, variables: { ...details } },
    )
  }
}
