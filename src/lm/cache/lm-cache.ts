import type { LmResponse } from '../language-model.ts'

/**
 * Where answers are kept, by key. An entry that cannot be read is a miss and is removed. Implementations must not change what they are given:
 * a response that comes back equals the one that went in.
 */
export interface LmCache {
  get(key: string): LmResponse | undefined | Promise<LmResponse | undefined>
  set(key: string, response: LmResponse): void | Promise<void>
  delete(key: string): void | Promise<void>
  clear(): void | Promise<void>
}
