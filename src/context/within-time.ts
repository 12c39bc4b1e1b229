import { orAborted } from './until-aborted.ts'

/** A longer timer would fire immediately. */
const LONGEST_TIMER = 2 ** 31 - 1

export interface TimeBounds {
  /** Default: no limit. */
  readonly milliseconds?: number | undefined
  /** Ends the work from outside. */
  readonly signal?: AbortSignal | undefined
  /** The error when the time is up. */
  readonly late: (milliseconds: number) => unknown
  /** The error when the signal aborts. Default: its reason. */
  readonly aborted?: (reason: unknown) => unknown
}

/**
 * Runs work under a signal that aborts when its time is up or when the outer signal does, and then
 * stops waiting for it: the promise rejects, whether or not the work reacts to its signal.
 */
export const withinTime = async <T>(
  work: (signal: AbortSignal) => PromiseLike<T>,
  { milliseconds = Infinity, signal: outer, late, aborted = (reason) => reason }: TimeBounds,
): Promise<T> => {
  if (outer?.aborted) throw aborted(outer.reason)
  const controller = new AbortController()
  const abort = () => controller.abort(aborted(outer?.reason))
  const timer =
    milliseconds <= LONGEST_TIMER
      ? setTimeout(() => controller.abort(late(milliseconds)), milliseconds)
      : undefined
  outer?.addEventListener('abort', abort, { once: true })
  try {
    return await orAborted(controller.signal, Promise.resolve(work(controller.signal)))
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', abort)
  }
}
