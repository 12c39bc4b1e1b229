import { LmUnexpectedError } from '../../error/lm-error.ts'
import { canonicalJson } from '../../text/canonical-json.ts'
import { deepFreeze } from '../../text/deep-freeze.ts'
import { redactCause } from '../../text/redact-secrets.ts'
import type { LmResponse } from '../language-model.ts'
import { SharedCalls } from '../shared-calls.ts'
import type { LmCache } from './lm-cache.ts'

interface Answer {
  readonly response: LmResponse
  readonly hit: boolean
}

const HIT = Object.freeze({ calls: 0, cacheHits: 1, inputTokens: 0, outputTokens: 0 })
const asHit = (response: LmResponse): LmResponse =>
  Object.freeze({ ...response, cached: true, usage: HIT })
const keepable = ({ finishReason }: LmResponse): boolean =>
  finishReason !== 'length' && finishReason !== 'error' && finishReason !== 'content-filter'
const contentOf = ({ text, reasoning, toolCalls, finishReason }: LmResponse): string =>
  canonicalJson([text, reasoning ?? null, toolCalls, finishReason])
const warn = (error: Error): void => process.emitWarning(error)
/** One warning per kind, since a failing cache fails on every call. */
const warnOnce = (): ((error: Error) => void) => {
  const reported = new Set<string>()
  return (error) => {
    if (!reported.has(error.message)) warn(error)
    reported.add(error.message)
  }
}

/**
 * Calls through a cache. Equal calls that run at the same time share one, which is aborted only
 * when all of its callers have left. A failing cache does not fail a call: an unreadable entry is a
 * miss, an entry that cannot be written is dropped, and `onError` receives the error.
 */
export class CachedCalls {
  readonly #cache: LmCache
  readonly #onError: (error: LmUnexpectedError) => void
  readonly #shared = new SharedCalls<Answer>()
  constructor(cache: LmCache, onError: (error: LmUnexpectedError) => void = warnOnce()) {
    this.#cache = cache
    this.#onError = onError
  }

  async answer(
    key: string,
    call: (signal: AbortSignal) => Promise<LmResponse>,
    signal?: AbortSignal,
  ): Promise<LmResponse> {
    const { value, joined } = await this.#shared.run(
      key,
      (ended) => this.#find(key, () => call(ended)),
      signal,
    )
    return value.hit || joined ? asHit(value.response) : value.response
  }

  /**
   * Removes an answer from the cache. A different answer to the same request, stored in the
   * meantime, stays.
   */
  async forget(key: string, response: LmResponse): Promise<void> {
    await this.#access('be written', async () => {
      const entry = await this.#cache.get(key)
      if (entry && contentOf(entry) === contentOf(response)) await this.#cache.delete(key)
    })
  }

  async #find(key: string, call: () => Promise<LmResponse>): Promise<Answer> {
    const entry = await this.#access('be read', () => this.#cache.get(key))
    if (entry) return { response: deepFreeze(entry), hit: true }
    // Many callers share the answer, so none of them may change it.
    const response = deepFreeze(await call())
    if (keepable(response)) await this.#access('be written', () => this.#cache.set(key, response))
    return { response, hit: false }
  }

  async #access<T>(what: string, use: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await use()
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      this.#report(
        new LmUnexpectedError(`The cache of answers cannot ${what} (${problem})`, {
          cause: redactCause(error),
        }),
      )
      return undefined
    }
  }

  #report(error: LmUnexpectedError): void {
    try {
      this.#onError(error)
    } catch (thrown) {
      warn(
        new LmUnexpectedError('The onError handler of the cache threw an error itself', {
          cause: thrown,
        }),
      )
    }
  }
}
