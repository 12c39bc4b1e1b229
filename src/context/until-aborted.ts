import { LmAbortedError } from '../error/lm-error.ts'

/** Throws `LmAbortedError` with the signal's reason as the cause if the signal has aborted. */
export const refuseAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new LmAbortedError(undefined, { cause: signal.reason })
}

/**
 * The outcome of the work, or `LmAbortedError` as soon as the signal aborts, whether or not the
 * work stops.
 */
export const untilAborted = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return work
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new LmAbortedError(undefined, { cause: signal.reason }))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
