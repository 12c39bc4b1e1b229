import { AshlarError } from '../error/ashlar-error.ts'
import { hostOf } from '../error/connection-failed.ts'

export interface TakenIdentity {
  readonly resource: string
  readonly identity: string
  /** The fields that are unique together; the error goes to the first. */
  readonly fields: readonly string[]
  /** Reads on from the field's name. The default is `has already been taken`. */
  readonly message?: string
  readonly cause?: unknown
}

/** Another record has the same identity. */
export class IdentityTakenError extends AshlarError {
  static override readonly mark: string = 'ashlar.IdentityTakenError'
  readonly class = 'invalid'
  readonly code = 'already_taken'
  constructor({
    resource,
    identity,
    fields,
    message = 'has already been taken',
    cause,
  }: TakenIdentity) {
    const [field] = fields
    super(`${fields.join(' and ') || resource} ${message}.`, {
      ...(field === undefined ? {} : { field, path: [field] }),
      variables: { resource, identity, fields },
      cause,
    })
  }
}

/**
 * Every connection to the database is in use, here or at the server. It comes to an end by itself:
 * try again.
 */
export class ConnectionsTakenError extends AshlarError {
  static override readonly mark: string = 'ashlar.ConnectionsTakenError'
  readonly class = 'framework'
  readonly code = 'connections_taken'
  override readonly retryable = true
  /** `max` is this program's own limit; without it, it was the server that had none left. */
  constructor({
    address,
    max,
    cause,
  }: { readonly address: string; readonly max?: number; readonly cause?: unknown }) {
    const host = hostOf(address)
    const message =
      max === undefined
        ? `The database at ${host} has no connection left. Try again, or let its programs use fewer.`
        : `All ${max} connections to the database at ${host} are in use. Try again, find what holds them, or open with a larger max.`
    super(message, { variables: { host, max }, cause })
  }
}

/** The result of an expression is too large for the field that stores it. */
export class NumberOutOfRangeError extends AshlarError {
  static override readonly mark: string = 'ashlar.NumberOutOfRangeError'
  readonly class = 'invalid'
  readonly code = 'number_out_of_range'
  constructor(operator: string) {
    super(`The result of ${operator} is too large a number for the field it is to be stored in.`, {
      variables: { operator },
    })
  }
}

/**
 * A call waited too long for an open transaction on the only connection. Perhaps that transaction
 * waits for this call.
 */
export class TransactionBlockedError extends AshlarError {
  static override readonly mark: string = 'ashlar.TransactionBlockedError'
  readonly class = 'framework'
  readonly code = 'transaction_blocked'
  override readonly retryable = true
  constructor({ milliseconds }: { readonly milliseconds: number }) {
    super(
      `A transaction has been open for ${milliseconds} ms, and this call, which is not part of it, waits for its end. A transaction must not wait for work that began outside it: begin that work inside, or after it.`,
      { variables: { milliseconds } },
    )
  }
}

/**
 * The transaction conflicted with another one and was rolled back. Nothing was written: run it
 * again.
 */
export class TransactionConflictError extends AshlarError {
  static override readonly mark: string = 'ashlar.TransactionConflictError'
  readonly class = 'framework'
  readonly code = 'transaction_conflict'
  override readonly retryable = true
  constructor({ cause }: { readonly cause?: unknown } = {}) {
    super('The transaction conflicted with another one and was rolled back. Run it again.', {
      cause,
    })
  }
}

/** The tables do not match the resources, and changing them is not allowed or not possible. */
export class MigrationRefusedError extends AshlarError {
  static override readonly mark: string = 'ashlar.MigrationRefusedError'
  readonly class = 'framework'
  readonly code = 'migration_refused'
  /** `operations` in words: `drop the column posts.body`. */
  constructor({
    reason,
    operations,
    fix,
    cause,
  }: {
    readonly reason: string
    readonly operations: readonly string[]
    readonly fix: string
    readonly cause?: unknown
  }) {
    super(`${reason}${operations.length ? `: ${operations.join('; ')}` : ''}. ${fix}`, {
      variables: { operations },
      cause,
    })
  }
}
