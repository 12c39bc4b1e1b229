import { AshlarError } from './ashlar-error.ts'
import { hostOf } from './connection-failed.ts'

/** Every connection to the database is in use, here or at the server. It comes to an end by itself: try again. */
export class ConnectionsTaken extends AshlarError {
  readonly class = 'framework'
  readonly code = 'connections_taken'
  readonly retryable = true
  /** `max` is this program's own limit; without it, it was the server that had none left. */
  constructor({ address, max, cause }: { readonly address: string; readonly max?: number; readonly cause?: unknown }) {
    const host = hostOf(address)
    const message =
      max === undefined
        ? `The database at ${host} has no connection left. Try again, or let its programs use fewer.`
        : `All ${max} connections to the database at ${host} are taken. Try again, find what holds them, or open with a larger max.`
    super(message, { variables: { host, max }, cause })
  }
}
