import { AshlarError } from './ashlar-error.ts'

/** An action that asks a language model was run inside a transaction, which would stay open for as long as the model thinks. */
export class LmInTransaction extends AshlarError {
  readonly class = 'framework'
  readonly code = 'lm_in_transaction'
  /** `work` names what ran: `Post.suggestTitle`. */
  constructor({ work }: { readonly work: string }) {
    super(`${work} asks a language model and cannot run inside a transaction. Run it before, and write what it gave in the transaction.`, {
      variables: { work },
    })
  }
}
