import type { LmCache } from '../lm/cache/lm-cache.ts'
import type { LmResponse } from '../lm/language-model.ts'
import {
  declareContract,
  type Skip,
  type TestRunner,
  type TitleOf,
  type Tests,
} from './contract.ts'
import { expect } from './expect.ts'

const aResponse = (text: string): LmResponse => ({
  text,
  toolCalls: [{ id: 'c', name: 'tool', arguments: { a: [1, null, 'x'] } }],
  finishReason: 'stop',
  usage: { calls: 1, cacheHits: 0, inputTokens: 3, outputTokens: 2 },
  model: 'test/model',
  cached: false,
})
const KEYS = ['ab12', 'ab34', 'cd56'].map((start) => start.padEnd(64, '0')) as [
  string,
  string,
  string,
]

const groups = {
  answers: {
    'what was never set is a miss': async (cache: LmCache) =>
      expect(await cache.get(KEYS[0])).toBe(undefined),
    'what was set comes back equal, each under its key': async (cache: LmCache) => {
      for (const key of KEYS) await cache.set(key, aResponse(`text of ${key} ü🌈`))
      for (const key of KEYS) expect(await cache.get(key)).toEqual(aResponse(`text of ${key} ü🌈`))
    },
    'the later of two answers of one key counts': async (cache: LmCache) => {
      await cache.set(KEYS[0], aResponse('old'))
      await cache.set(KEYS[0], aResponse('new'))
      expect((await cache.get(KEYS[0]))?.text).toBe('new')
    },
    'delete removes one, clear all, and neither minds what is not there': async (
      cache: LmCache,
    ) => {
      await cache.delete(KEYS[0])
      await cache.set(KEYS[0], aResponse('a'))
      await cache.set(KEYS[1], aResponse('b'))
      await cache.delete(KEYS[0])
      expect(await cache.get(KEYS[0])).toBe(undefined)
      expect((await cache.get(KEYS[1]))?.text).toBe('b')
      await cache.clear()
      expect(await cache.get(KEYS[1])).toBe(undefined)
      await cache.clear()
      await cache.set(KEYS[1], aResponse('c'))
      expect((await cache.get(KEYS[1]))?.text).toBe('c')
    },
    'many writers of one key leave a whole answer': async (cache: LmCache) => {
      await Promise.all(
        Array.from({ length: 30 }, async (_, at) =>
          cache.set(KEYS[0], aResponse('x'.repeat(at * 1000))),
        ),
      )
      expect((await cache.get(KEYS[0]))?.text).toMatch(/^x*$/)
    },
  } satisfies Tests<LmCache>,
}

export interface LmCacheContractOptions {
  /** Which cache it is, for the titles. */
  readonly name: string
  /** An empty cache for each test. */
  readonly open: () => LmCache
  readonly skip?: readonly Skip<TitleOf<typeof groups>>[]
}

/** What every cache of answers does. */
export const lmCacheContract = (
  runner: TestRunner,
  { name, open, skip }: LmCacheContractOptions,
): void =>
  declareContract<LmCache, typeof groups>(runner, {
    name,
    groups,
    skip,
    using: (body) => body(open()),
  })
