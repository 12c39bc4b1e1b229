import {
  type AshlarError,
  type ErrorClass,
  isRetryable,
  UnknownError,
} from '../../error/ashlar-error.ts'
import { toErrors } from '../../error/error-group.ts'
import { LmError } from '../../error/lm-error.ts'
import { clip } from '../../text/shown.ts'
import { answerLimits } from '../../text/limits.ts'

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

const {
  messageCharacters: longestMessage,
  nameCharacters: longestName,
  pathSteps: longestPath,
} = answerLimits

const lmMessage = (error: AshlarError): string => {
  if (error.code === 'lm_context_window_exceeded')
    return 'The input is too long for the language model.'
  return isRetryable(error)
    ? 'The language model cannot answer at the moment. Try again later.'
    : 'The language model could not answer.'
}

/** Its provider's words stay in the log: they may quote keys, addresses and prompts. */
const publicLmError = (error: AshlarError): PublicError => ({
  class: error.class,
  code: error.code,
  message: lmMessage(error),
  ...(LmError.isInstance(error) && error.retryAfterSeconds !== undefined
    ? { retryAfterSeconds: error.retryAfterSeconds }
    : {}),
})

/** The storage is there for nobody now, and may be again soon. */
const unavailable: PublicError = {
  class: 'framework',
  code: 'unavailable',
  message: 'The application cannot answer at the moment. Try again later.',
  retryAfterSeconds: 1,
}

const publicError = (error: AshlarError, where: string, report: Report): PublicError => {
  if (error.class === 'lm') {
    report(error, where)
    return publicLmError(error)
  }
  if (error.class === 'framework' && isRetryable(error)) {
    report(error, where)
    return unavailable
  }
  if (error.class === 'forbidden' || error.class === 'invalid') {
    return {
      class: error.class,
      code: error.code,
      message: clip(error.message, longestMessage),
      ...(error.field === undefined ? {} : { field: clip(error.field, longestName) }),
      ...(error.path.length
        ? {
            path: error.path
              .slice(0, longestPath)
              .map((part) => (typeof part === 'string' ? clip(part, longestName) : part)),
          }
        : {}),
    }
  }
  const opaque = UnknownError.isInstance(error) ? error : new UnknownError(error)
  report(opaque, where)
  return { class: opaque.class, code: opaque.code, message: opaque.message }
}

/**
 * Everything thrown, as errors a caller may see. What is not meant for callers is reported and
 * comes out as an opaque id.
 */
export const publicErrors = (thrown: unknown, where: string, report: Report): PublicError[] =>
  toErrors(thrown).map((error) => publicError(error, where, report))
