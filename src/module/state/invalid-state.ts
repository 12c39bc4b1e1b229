import { AshlarError } from '../../error/ashlar-error.ts'

/**
 * A module's state cannot be applied: it is not JSON, has another version, is for other predictors,
 * or has invalid values. Lists all problems.
 */
export class InvalidStateError extends AshlarError {
  static override readonly mark: string = 'ashlar.InvalidStateError'
  readonly class = 'invalid'
  readonly code = 'invalid_state'
  readonly problems: readonly string[]

  constructor(problems: readonly string[], cause?: unknown) {
    super(`The module's state was rejected: ${problems.join('; ')}.`, {
      variables: { problems },
      ...(cause === undefined ? {} : { cause }),
    })
    this.problems = problems
  }
}

/** A saved state was learned for other input or output fields than the predictor has now. */
export class StateSignatureMismatchError extends AshlarError {
  static override readonly mark: string = 'ashlar.StateSignatureMismatchError'
  readonly class = 'invalid'
  readonly code = 'state_signature_mismatch'

  constructor(details: {
    readonly predictor: string
    readonly signature: string
    readonly expected: string
    readonly given: string
  }) {
    super(
      `The state of predictor "${details.predictor}" belongs to another signature than ${details.signature}: its hash is ${details.given}, the signature's is ${details.expected}. Compile the module again, or restore the fields that the state was learned for.`,
      { field: details.predictor, variables: { ...details } },
    )
  }
}
