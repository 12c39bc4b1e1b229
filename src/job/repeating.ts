/**
 * Repeats work at an interval, counted from the end of the previous run, until stopped. Does not
 * keep the process alive.
 */
export const repeating = (
  work: () => Promise<void>,
  milliseconds: number,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } => {
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout
  const next = () => {
    timer = setTimeout(() => {
      running = work()
        .catch(onError)
        .then(() => {
          if (!stopped) next()
        })
    }, milliseconds).unref()
  }
  next()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
