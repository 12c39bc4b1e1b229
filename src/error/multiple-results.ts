import { AshlarError } from './ashlar-error.ts'

/** One record was asked for and there are more. */
export class MultipleResults extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'multiple_results'
  constructor({ resource }: { readonly resource: string }) {
    super(`More than one ${resource} fits where at most one was asked for. Filter by a key or an identity.`, { variables: { resource } })
  }
}
