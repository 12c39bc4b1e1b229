import { AshlarError } from './ashlar-error.ts'
import { keyLabel } from './key-label.ts'

/** The record changed or went since it was read, or a condition of the write no longer holds. */
export class StaleRecord extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'stale_record'
  constructor({ resource, key, cause }: { readonly resource: string; readonly key?: Readonly<Record<string, unknown>>; readonly cause?: unknown }) {
    super(`${resource}${keyLabel(key)} does not meet what the write asks of it, or was changed or removed meanwhile. Read it again.`, {
      variables: { resource, key },
      cause,
    })
  }
}
