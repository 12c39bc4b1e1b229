import { AshlarError } from './ashlar-error.ts'

/** Two transactions got in each other's way and this one lost. Nothing was written: run it again. */
export class TransactionConflict extends AshlarError {
  readonly class = 'framework'
  readonly code = 'transaction_conflict'
  readonly retryable = true
  constructor({ cause }: { readonly cause?: unknown } = {}) {
    super('The transaction met another one and was undone. Run it again.', { cause })
  }
}
