import { LmAborted } from '../../error/lm-aborted.ts'
import { LmError } from '../../error/lm-error.ts'
import { LmUnexpected } from '../../error/lm-unexpected.ts'
import { deepFreeze } from '../deep-freeze.ts'
import type { LmResponse } from '../language-model.ts'
import type { LmCache } from './lm-cache.ts'

interface Flight {
  readonly response: Promise<LmResponse>
  readonly controller: AbortController
  waiting: number
}

const HIT = Object.freeze({ calls: 0, cacheHits: 1, inputTokens: 0, outputTokens: 0 })
const asHit = (response: LmResponse): LmResponse => ({ ...response, cached: true, usage: HIT })
const keepable = ({ finishReason }: LmResponse): boolean => finishReason !== 'length' && finishReason !== 'error'

/** Calls through a cache. Equal calls that run at the same time share one; it ends early only when every one of its callers has gone. */
export class CachedCalls {
  readonly #cache: LmCache
  readonly #flights = new Map<string, Flight>()
  constructor(cache: LmCache) {
    this.#cache = cache
  }

  async answer(key: string, call: (signal: AbortSignal) => Promise<LmResponse>, signal?: AbortSignal): Promise<LmResponse> {
    const running = this.#flights.get(key)
    if (running) return asHit(await this.#join(key, running, signal))
    const controller = new AbortController()
    let hit = false
    const work = async () => {
      const known = await this.#access(() => this.#cache.get(key))
      hit = known !== undefined
      if (known) return deepFreeze(known)
      // One answer is given to many callers and kept: none of them may change it for the others.
      const response = deepFreeze(await call(controller.signal))
      if (keepable(response)) await this.#access(() => this.#cache.set(key, response))
      return response
    }
    const flight: Flight = { controller, waiting: 0, response: work().finally(() => this.#forget(key, flight)) }
    this.#flights.set(key, flight)
    const response = await this.#join(key, flight, signal)
    return hit ? asHit(response) : response
  }

  #forget(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
  }

  async #access<T>(use: () => T | Promise<T>): Promise<T> {
    try {
      return await use()
    } catch (error) {
      if (error instanceof LmError) throw error
      throw new LmUnexpected(`The cache of answers cannot be used (${error instanceof Error ? error.message : String(error)})`, { cause: error })
    }
  }

  #join(key: string, flight: Flight, signal: AbortSignal | undefined): Promise<LmResponse> {
    flight.waiting += 1
    if (!signal) return flight.response
    return new Promise((resolve, reject) => {
      const leave = () => {
        flight.waiting -= 1
        if (flight.waiting === 0) {
          this.#forget(key, flight)
          flight.controller.abort(signal.reason)
        }
        reject(new LmAborted())
      }
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
      flight.response.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }
}
