import { LmAbortedError, LmTimeoutError } from '../../error/lm-error.ts'
import type { FailedModel } from './provider-error.ts'

/** A timer of more milliseconds would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * Runs a call that must end in time: afterwards, or when the outer signal aborts, its signal aborts and the promise rejects, whether or not the call
 * heeds the signal. `Infinity` is no deadline.
 */
export const withDeadline = <T>(
  call: (signal: AbortSignal) => PromiseLike<T>,
  timeoutMs: number,
  failed: FailedModel,
  outer?: AbortSignal,
): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    if (outer?.aborted) {
      reject(new LmAbortedError(undefined, { ...failed, cause: outer.reason }))
      return
    }
    const controller = new AbortController()
    const end = (error: LmAbortedError | LmTimeoutError) => {
      reject(error)
      controller.abort(error)
    }
    const abort = () => end(new LmAbortedError(undefined, { ...failed, cause: outer?.reason }))
    const late = () => end(new LmTimeoutError(`No answer within ${timeoutMs} ms`, failed))
    const timer = timeoutMs <= LONGEST_TIMER ? setTimeout(late, timeoutMs) : undefined
    outer?.addEventListener('abort', abort, { once: true })
    const settle = () => {
      clearTimeout(timer)
      outer?.removeEventListener('abort', abort)
    }
    // A call that throws before it gives a promise rejects as one that rejects.
    new Promise<T>((start) => start(call(controller.signal))).then(
      (value) => {
        settle()
        resolve(value)
      },
      (error: unknown) => {
        settle()
        reject(error)
      },
    )
  })
