import { Timeout } from '../../error/timeout.ts'

/**
 * Runs work under a signal that aborts when `stop` does or the time is up, and then does not wait for it any longer:
 * the promise rejects with `stop`'s reason or a `Timeout`, whatever the work makes of its signal.
 */
export const limited = async <T>(work: (signal: AbortSignal) => Promise<T>, stop: AbortSignal, label: string, milliseconds?: number): Promise<T> => {
  const controller = new AbortController()
  const end = (reason: unknown) => controller.abort(reason)
  const onStop = () => end(stop.reason)
  const timer = milliseconds === undefined ? undefined : setTimeout(() => end(new Timeout({ work: label, milliseconds })), milliseconds)
  const ended = new Promise<never>((_, reject) => controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true }))
  stop.addEventListener('abort', onStop, { once: true })
  if (stop.aborted) onStop()
  try {
    return await Promise.race([ended, work(controller.signal)])
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', onStop)
  }
}
