import { AshlarError } from './ashlar-error.ts'

/** A call waited for a transaction that stays open, where there is one connection only; perhaps that transaction waits for this very call. */
export class TransactionBlocked extends AshlarError {
  readonly class = 'framework'
  readonly code = 'transaction_blocked'
  readonly retryable = true
  constructor({ milliseconds }: { readonly milliseconds: number }) {
    super(
      `A transaction has been open for ${milliseconds} ms, and this call, which is not part of it, waits for its end. A transaction must not wait for work that began outside it: begin that work inside, or after it.`,
      { variables: { milliseconds } },
    )
  }
}
