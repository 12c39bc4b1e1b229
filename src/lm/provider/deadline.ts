import { LmAbortedError, LmTimeoutError } from '../../error/lm-error.ts'
import type { FailedModel } from './provider-error.ts'

/** A longer timer would fire immediately. */
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * Runs a call with a deadline. When it passes, or when the outer signal aborts, the call's signal
 * aborts and the promise rejects, whether or not the call reacts to the signal. `Infinity` means no
 * deadline.
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
    // A call that throws synchronously rejects as well.
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
