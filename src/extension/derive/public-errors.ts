import type { AshlarError, ErrorClass } from '../../error/ashlar-error.ts'
import { toErrors } from '../../error/error-group.ts'
import { LmError } from '../../error/lm-error.ts'
import { UnknownError } from '../../error/unknown-error.ts'

/** An error as a caller outside may see it. */
export interface PublicError {
  readonly class: ErrorClass
  readonly code: string
  readonly message: string
  readonly field?: string
  readonly path?: readonly (string | number)[]
  /** For a caller who may try again. */
  readonly retryAfterSeconds?: number
}

export type Report = (error: unknown, where: string) => void

const lmMessage = (error: AshlarError): string => {
  if (error.code === 'lm_context_window_exceeded') return 'The input is too long for the language model.'
  return error instanceof LmError && error.retryable
    ? 'The language model cannot answer at the moment. Try again later.'
    : 'The language model could not answer.'
}

/** Its provider's words stay in the log: they may quote keys, addresses and prompts. */
const publicLmError = (error: AshlarError): PublicError => ({
  class: error.class,
  code: error.code,
  message: lmMessage(error),
  ...(error instanceof LmError && error.retryAfterSeconds !== undefined ? { retryAfterSeconds: error.retryAfterSeconds } : {}),
})

const publicError = (error: AshlarError, where: string, report: Report): PublicError => {
  if (error.class === 'lm') {
    report(error, where)
    return publicLmError(error)
  }
  if (error.class === 'forbidden' || error.class === 'invalid') {
    return {
      class: error.class,
      code: error.code,
      message: error.message,
      ...(error.field === undefined ? {} : { field: error.field }),
      ...(error.path.length ? { path: error.path } : {}),
    }
  }
  const opaque = error instanceof UnknownError ? error : new UnknownError(error)
  report(opaque, where)
  return { class: opaque.class, code: opaque.code, message: opaque.message }
}

/** Everything thrown, as errors a caller may see. What is not meant for callers is reported and comes out as an opaque id. */
export const publicErrors = (thrown: unknown, where: string, report: Report): PublicError[] =>
  toErrors(thrown).map((error) => publicError(error, where, report))
