/**
 * How long a piece of work may keep the others waiting, in milliseconds, and the error that those
 * get.
 */
export interface WaitLimit {
  readonly milliseconds: number
  readonly refusal: (milliseconds: number) => Error
}

/**
 * Runs pieces of work one after another, in the order they came. One that fails does not stop the
 * next.
 */
export class Serial {
  readonly #limit: WaitLimit | undefined
  #last: Promise<unknown> = Promise.resolve()
  #pending = 0
  /** When the piece that runs began. */
  #since = performance.now()
  constructor(limit?: WaitLimit) {
    this.#limit = limit
  }
  run<T>(work: () => Promise<T>): Promise<T> {
    const waiting = this.#pending++ ? this.#waiting() : undefined
    const result = this.#last.then(() => {
      this.#since = performance.now()
      waiting?.end()
      if (waiting?.refused) throw waiting.refused
      return work()
    })
    const settled = () => {
      this.#pending--
    }
    this.#last = result.then(settled, settled)
    return waiting ? Promise.race([waiting.refusal, result]) : result
  }
  /**
   * A place in the queue, given up when the piece that runs takes too long; a queue that moves may
   * be long.
   */
  #waiting():
    | { readonly refusal: Promise<never>; readonly refused: Error | undefined; end(): void }
    | undefined {
    if (!this.#limit) return undefined
    const { milliseconds, refusal } = this.#limit
    const { promise, reject } = Promise.withResolvers<never>()
    let refused: Error | undefined
    let timer: NodeJS.Timeout
    const check = () => {
      const remaining = milliseconds - (performance.now() - this.#since)
      if (remaining > 0) {
        timer = setTimeout(check, remaining + 1)
        return
      }
      refused = refusal(milliseconds)
      reject(refused)
    }
    timer = setTimeout(check, milliseconds)
    return {
      refusal: promise,
      get refused() {
        return refused
      },
      end: () => clearTimeout(timer),
    }
  }
}
