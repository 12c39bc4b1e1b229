import { refuseAborted } from '../context/until-aborted.ts'
import { LmAbortedError } from '../error/lm-error.ts'

interface Flight<T> {
  readonly outcome: Promise<T>
  readonly controller: AbortController
  waiting: number
}

export interface SharedCall<T> {
  readonly value: T
  /** Whether another caller's work produced the value. */
  readonly joined: boolean
}

/**
 * Work that equal callers share while it runs. Each caller can abort its own wait; the work is
 * aborted when all of them have left.
 */
export class SharedCalls<T> {
  readonly #flights = new Map<string, Flight<T>>()

  async run(
    key: string,
    work: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<SharedCall<T>> {
    refuseAborted(signal)
    const running = this.#flights.get(key)
    if (running) return { value: await this.#join(key, running, signal), joined: true }
    const controller = new AbortController()
    const flight: Flight<T> = {
      controller,
      waiting: 0,
      outcome: work(controller.signal).finally(() => this.#forget(key, flight)),
    }
    this.#flights.set(key, flight)
    return { value: await this.#join(key, flight, signal), joined: false }
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
  }

  #join(key: string, flight: Flight<T>, signal: AbortSignal | undefined): Promise<T> {
    flight.waiting += 1
    if (!signal) return flight.outcome
    return new Promise((resolve, reject) => {
      const leave = () => {
        flight.waiting -= 1
        if (flight.waiting === 0) {
          this.#forget(key, flight)
          flight.controller.abort(signal.reason)
        }
        reject(new LmAbortedError(undefined, { cause: signal.reason }))
      }
      signal.addEventListener('abort', leave, { once: true })
      flight.outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }
}
