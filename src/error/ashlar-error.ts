import { MarkedError } from './marked-error.ts'

/**
 * Forbidden outranks invalid, invalid outranks framework, framework outranks unknown; `lm` errors
 * come from a model's provider.
 */
export type ErrorClass = 'forbidden' | 'invalid' | 'framework' | 'unknown' | 'lm'

export interface ErrorOptions {
  readonly path?: readonly (string | number)[]
  readonly field?: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * An error as data: what class it is, a stable code, where in the input it was, and the values its
 * message is made of. `message` is fit for a caller: it never holds secrets, SQL or a stack;
 * `cause` is for the developer's log.
 */
export abstract class AshlarError extends MarkedError {
  static override readonly mark: string = 'ashlar.AshlarError'
  abstract readonly class: ErrorClass
  /** Stable, snake_case, unique: `required`, `not_found`, `lm_rate_limit`. */
  abstract readonly code: string
  /** Whether the same call may succeed later without a change by its caller. */
  readonly retryable: boolean = false
  readonly path: readonly (string | number)[]
  readonly field: string | undefined
  readonly variables: Readonly<Record<string, unknown>>

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.path = options.path ?? []
    this.field = options.field
    this.variables = options.variables ?? {}
  }

  toJSON() {
    return {
      class: this.class,
      code: this.code,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.path.length ? { path: this.path } : {}),
    }
  }
}

/** Whether the same call may succeed later, as the error says of itself. */
export const isRetryable = (error: unknown): error is AshlarError & { readonly retryable: true } =>
  AshlarError.isInstance(error) && error.retryable

/**
 * Something that Ashlar relies on is not true: corrupt storage, a broken contract. `fix` says what
 * to look at.
 */
export class AssumptionFailedError extends AshlarError {
  static override readonly mark: string = 'ashlar.AssumptionFailedError'
  readonly class = 'framework'
  readonly code = 'assumption_failed'
  constructor(message: string, options: { readonly fix?: string; readonly cause?: unknown } = {}) {
    super(options.fix ? `${message} ${options.fix}` : message, { cause: options.cause })
  }
}

/**
 * An error of unknown origin. The caller sees an id; the log, through `cause`, sees what happened.
 */
export class UnknownError extends AshlarError {
  static override readonly mark: string = 'ashlar.UnknownError'
  readonly class = 'unknown'
  readonly code = 'unknown_error'
  readonly id: string
  constructor(cause: unknown) {
    const id = crypto.randomUUID()
    super(`Something went wrong. The log has the details under ${id}.`, {
      variables: { id },
      cause,
    })
    this.id = id
  }
}
