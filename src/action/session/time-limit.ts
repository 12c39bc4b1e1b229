import { orAborted } from '../../context/until-aborted.ts'
import { withinTime } from '../../context/within-time.ts'
import { TimeoutError } from '../../error/connection-failed.ts'

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
  return await withinTime(work, {
    milliseconds,
    signal: callerSignal,
    late: () => new TimeoutError({ work: label, milliseconds }),
  })
}
