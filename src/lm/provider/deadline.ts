import { withinTime } from '../../context/within-time.ts'
import { LmAbortedError, LmTimeoutError } from '../../error/lm-error.ts'
import type { FailedModel } from './provider-error.ts'

/** Runs a call with a deadline, as `withinTime` does, with the errors of a language model. */
export const withDeadline = <T>(
  call: (signal: AbortSignal) => PromiseLike<T>,
  timeoutMs: number,
  failed: FailedModel,
  outer?: AbortSignal,
): Promise<T> =>
  withinTime(call, {
    milliseconds: timeoutMs,
    signal: outer,
    late: (milliseconds) => new LmTimeoutError(`No answer within ${milliseconds} ms`, failed),
    aborted: (cause) => new LmAbortedError(undefined, { ...failed, cause }),
  })
