import { AshlarError } from './ashlar-error.ts'

/** A metric was asked to judge an example that does not say what is right for its field. */
export class MissingExpectationError extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'missing_expectation'

  constructor(details: { readonly metric: string; readonly field: string; readonly has: readonly string[] }) {
    const has = details.has.length ? `it expects only ${details.has.join(', ')}` : 'it expects nothing'
    super(`${details.metric} compares the field "${details.field}", but the example has no expected value for it (${has}).`, {
      field: details.field,
      variables: { ...details },
    })
  }
}
