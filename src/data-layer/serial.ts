/** Runs pieces of work one after another, in the order they came. One that fails does not stop the next. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve()
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }
}
