import { describe, expect, test } from 'vitest'
import type { LmCache } from '../../src/lm/cache/lm-cache.ts'
import type { LmResponse } from '../../src/lm/language-model.ts'

export const aResponse = (text: string): LmResponse => ({
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

/** What every cache of answers keeps. */
export const lmCacheContract = (name: string, open: () => LmCache) => {
  describe(`${name} as a cache`, () => {
    test('what was never set is a miss', async () =>
      expect(await open().get(KEYS[0])).toBeUndefined())

    test('what was set comes back equal, each under its key', async () => {
      const cache = open()
      for (const key of KEYS) await cache.set(key, aResponse(`text of ${key} ü🌈`))
      for (const key of KEYS) expect(await cache.get(key)).toEqual(aResponse(`text of ${key} ü🌈`))
    })

    test('the later of two answers of one key counts', async () => {
      const cache = open()
      await cache.set(KEYS[0], aResponse('old'))
      await cache.set(KEYS[0], aResponse('new'))
      expect((await cache.get(KEYS[0]))?.text).toBe('new')
    })

    test('delete removes one, clear all, and neither minds what is not there', async () => {
      const cache = open()
      await cache.delete(KEYS[0])
      await cache.set(KEYS[0], aResponse('a'))
      await cache.set(KEYS[1], aResponse('b'))
      await cache.delete(KEYS[0])
      expect(await cache.get(KEYS[0])).toBeUndefined()
      expect((await cache.get(KEYS[1]))?.text).toBe('b')
      await cache.clear()
      expect(await cache.get(KEYS[1])).toBeUndefined()
      await cache.clear()
      await cache.set(KEYS[1], aResponse('c'))
      expect((await cache.get(KEYS[1]))?.text).toBe('c')
    })

    test('many writers of one key leave a whole answer', async () => {
      const cache = open()
      await Promise.all(
        Array.from({ length: 30 }, async (_, at) =>
          cache.set(KEYS[0], aResponse('x'.repeat(at * 1000))),
        ),
      )
      expect((await cache.get(KEYS[0]))?.text).toMatch(/^x*$/)
    })
  })
}
