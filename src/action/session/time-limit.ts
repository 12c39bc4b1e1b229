import { TimeoutError } from '../../error/connection-failed.ts'

/** Rejects as soon as the signal aborts; the work gets the same signal. */
export const orAborted = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })

/**
 * Runs work that ends with a `timeout` error when its time is up, and with the caller's reason when
 * it aborts. Without either it just runs.
 */
export const withinTimeLimit = async <T>(
  label: string,
  milliseconds: number | undefined,
  callerSignal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> => {
  callerSignal?.throwIfAborted()
  if (milliseconds === undefined)
    return callerSignal ? orAborted(callerSignal, work(callerSignal)) : work(undefined)
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(new TimeoutError({ work: label, milliseconds })),
    milliseconds,
  )
  try {
    const signal = callerSignal
      ? AbortSignal.any([callerSignal, controller.signal])
      : controller.signal
    return await orAborted(signal, work(signal))
  } finally {
    clearTimeout(timer)
  }
}
