import { AshlarError } from '../../error/ashlar-error.ts'
import { LmError } from '../../error/lm-error.ts'
import { isRetryable } from '../../error/retryable.ts'
import type { JobSettings } from './job.ts'

/** Another try would end the same way: a request the provider refuses, a policy, a wrong declaration. */
const isFinal = (error: unknown): boolean => {
  if (isRetryable(error)) return false
  return error instanceof LmError || (error instanceof AshlarError && (error.class === 'forbidden' || error.class === 'framework'))
}

/** Milliseconds until the next attempt: the job's backoff, or what the provider asks for where that is longer. Undefined: no further attempt. */
export const retryDelay = (error: unknown, attempt: number, { maxAttempts, backoff }: Pick<JobSettings, 'maxAttempts' | 'backoff'>): number | undefined => {
  if (attempt >= maxAttempts || isFinal(error)) return undefined
  const asked = error instanceof LmError ? (error.retryAfterSeconds ?? 0) * 1000 : 0
  return Math.max(backoff(attempt), asked)
}
