import type { LmResponse } from '../language-model.ts'
import { modelLimits } from '../../text/limits.ts'

/**
 * Stores answers by key. An entry that cannot be read is a miss and is removed. Implementations
 * must not change a response: what `get` returns equals what `set` received.
 */
export interface LmCache {
  get(key: string): LmResponse | undefined | Promise<LmResponse | undefined>
  set(key: string, response: LmResponse): void | Promise<void>
  delete(key: string): void | Promise<void>
  clear(): void | Promise<void>
}

/**
 * A cache in memory that evicts the least recently used entry above `maxEntries` (default 10,000).
 */
export const memoryCache = ({
  maxEntries = modelLimits.cacheEntries,
}: {
  readonly maxEntries?: number
} = {}): LmCache => {
  const entries = new Map<string, LmResponse>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry
    },
    set(key, response) {
      entries.delete(key)
      if (entries.size >= maxEntries)
        for (const oldest of entries.keys()) if (entries.delete(oldest)) break
      if (maxEntries > 0) entries.set(key, response)
    },
    delete(key) {
      entries.delete(key)
    },
    clear() {
      entries.clear()
    },
  }
}
