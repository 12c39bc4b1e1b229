import { AshlarError } from './ashlar-error.ts'

export interface Refusal {
  readonly resource?: string
  readonly action?: string
  /** A field that may not be read or written. */
  readonly field?: string
  readonly path?: readonly (string | number)[]
  /** What the caller may learn: `only the author may publish`. */
  readonly reason?: string
  /** How the policies came to it; for the developer's log, never shown to a caller. */
  readonly report?: unknown
}

/** The actor may not do this. */
export class ForbiddenError extends AshlarError {
  static override readonly mark: string = 'ashlar.ForbiddenError'
  readonly class = 'forbidden'
  readonly code = 'forbidden'
  declare readonly report: unknown
  constructor({ resource, action, field, path, reason, report }: Refusal = {}) {
    const subject = [resource, action ?? field].filter(Boolean).join('.')
    super(`${subject || 'This'} is forbidden${reason ? `: ${reason}` : ''}.`, {
      ...(field === undefined ? {} : { field }),
      ...(path ? { path } : {}),
      variables: { resource, action, reason },
    })
    Object.defineProperty(this, 'report', { value: report, enumerable: false })
  }
}

/**
 * The caller's credentials, such as a token, are wrong or expired. No token at all is an anonymous
 * caller.
 */
export class UnauthenticatedError extends AshlarError {
  static override readonly mark: string = 'ashlar.UnauthenticatedError'
  readonly class = 'forbidden'
  readonly code = 'unauthenticated'
  /** `reason` reads on from "You are not signed in: ". */
  constructor({ reason, cause }: { readonly reason?: string; readonly cause?: unknown } = {}) {
    super(`You are not signed in${reason ? `: ${reason}` : ''}.`, { cause })
  }
}
