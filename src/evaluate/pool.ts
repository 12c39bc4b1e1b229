export type BatchOutcome<R> =
  | { readonly status: 'done'; readonly value: R }
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'skipped' }

export interface PoolOptions {
  readonly concurrency: number
  /**
   * After an abort, nothing more starts. Running work receives the signal, and the pool waits for
   * it.
   */
  readonly signal?: AbortSignal
}

/**
 * Runs `work` on every item, at most `concurrency` at a time, and returns each outcome at its
 * item's position. A thrown error is an outcome, never a rejection. An item that was not started
 * before the abort is `skipped`. Throws a `RangeError` for a concurrency below 1.
 */
export const runPool = async <T, R>(
  items: readonly T[],
  options: PoolOptions,
  work: (item: T, index: number) => Promise<R>,
): Promise<BatchOutcome<R>[]> => {
  const outcomes = items.map((): BatchOutcome<R> => ({ status: 'skipped' }))
  let next = 0
  const worker = async () => {
    while (next < items.length && !options.signal?.aborted) {
      const index = next++
      outcomes[index] = await settle(() => work(items[index] as T, index))
    }
  }
  await Promise.all(
    Array.from({ length: Math.min(atLeastOne(options.concurrency), items.length) }, worker),
  )
  return outcomes
}

const settle = <R>(work: () => Promise<R>): Promise<BatchOutcome<R>> =>
  new Promise<R>((resolve) => resolve(work())).then(
    (value) => ({ status: 'done', value }),
    (error: unknown) => ({ status: 'failed', error }),
  )

const atLeastOne = (concurrency: number): number => {
  if (concurrency >= 1) return Math.floor(concurrency)
  throw new RangeError(`concurrency must be 1 or more, not ${concurrency}.`)
}
