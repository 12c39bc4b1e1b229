import { LmAborted } from '../error/lm-aborted.ts'

/** The work's outcome, or `LmAborted` as soon as the signal aborts, whether or not the work heeds it. */
export const untilAborted = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return work
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new LmAborted())
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
