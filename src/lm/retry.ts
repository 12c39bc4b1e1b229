import { setTimeout as wait } from 'node:timers/promises'
import { LmAbortedError, LmError } from '../error/lm-error.ts'
import { hash32 } from '../text/hash32.ts'
import { modelLimits } from '../text/limits.ts'

export interface RetryOptions {
  /** How many times a failed call is repeated. Default 3. */
  readonly retries?: number
  /** Replaces the pause between attempts, for tests. Rejects when the signal aborts. */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /**
   * From 0 to below 1: spreads the pauses of many callers. It never changes an answer. Default: a
   * sequence seeded by the process id.
   */
  readonly random?: () => number
}

const FIRST_DELAY = 500

let drawn = 0
const spread = (): number => {
  drawn += 1
  return hash32(`${process.pid}:${drawn}`) / 4294967296
}

const sleepFor = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await wait(milliseconds, undefined, signal ? { signal } : undefined)
}

/**
 * Exponential backoff with jitter, half a second doubled with each attempt, unless the provider
 * sends `retry-after`. Undefined: do not repeat.
 */
const delayBefore = (attempt: number, error: LmError, random: () => number): number | undefined => {
  if (!error.retryable) return undefined
  if (error.retryAfterSeconds === undefined)
    return Math.min(modelLimits.pauseMs, FIRST_DELAY * 2 ** attempt) * (0.5 + random() / 2)
  return error.retryAfterSeconds * 1000 <= modelLimits.retryAfterMs
    ? error.retryAfterSeconds * 1000
    : undefined
}

/** Repeats a call whose `LmError` is retryable. Other errors, and the last one, are rethrown. */
export const withRetries = async <T>(
  call: () => Promise<T>,
  { retries = modelLimits.retries, sleep = sleepFor, random = spread }: RetryOptions,
  signal?: AbortSignal,
): Promise<T> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      const delay =
        LmError.isInstance(error) && attempt < retries
          ? delayBefore(attempt, error, random)
          : undefined
      if (delay === undefined) throw error
      await sleep(delay, signal).catch((cause: unknown) => {
        throw signal?.aborted ? new LmAbortedError(undefined, { cause: signal.reason }) : cause
      })
      if (signal?.aborted) throw new LmAbortedError(undefined, { cause: signal.reason })
    }
  }
}
