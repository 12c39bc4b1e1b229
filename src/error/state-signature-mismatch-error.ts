import { AshlarError } from './ashlar-error.ts'

/** A state that was learned for other input or output fields than the predictor has now. */
export class StateSignatureMismatchError extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'state_signature_mismatch'

  constructor(details: { readonly predictor: string; readonly signature: string; readonly expected: string; readonly given: string }) {
    super(
      `The state of predictor "${details.predictor}" was made for another signature than ${details.signature}: its hash is ${details.given}, the signature's is ${details.expected}. Compile the module again, or restore the fields it was made for.`,
      { field: details.predictor, variables: { ...details } },
    )
  }
}
