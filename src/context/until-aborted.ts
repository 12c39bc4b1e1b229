import { LmAbortedError } from '../error/lm-error.ts'

/**
 * The outcome of the work, or a rejection as soon as the signal aborts, whether or not the work
 * stops. `aborted` makes the error of the signal's reason; it is the reason itself by default.
 */
export const orAborted = <T>(
  signal: AbortSignal,
  work: Promise<T>,
  aborted: (reason: unknown) => unknown = (reason) => reason,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(aborted(signal.reason))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })

const lmAborted = (cause: unknown) => new LmAbortedError(undefined, { cause })

/** Throws `LmAbortedError` with the signal's reason as the cause if the signal has aborted. */
export const refuseAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw lmAborted(signal.reason)
}

/**
 * The outcome of the work, or `LmAbortedError` as soon as the signal aborts, whether or not the
 * work stops.
 */
export const untilAborted = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
  signal ? orAborted(signal, work, lmAborted) : work
