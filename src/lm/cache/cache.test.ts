import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileCache } from './file-cache.ts'
import { lmCacheContract } from '../../testing/lm-cache-contract.ts'
import type { LmResponse } from '../language-model.ts'
import { memoryCache } from './lm-cache.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'ashlar-cache-'))

const aResponse = (text: string): LmResponse => ({
  text,
  toolCalls: [{ id: 'c', name: 'tool', arguments: { a: [1, null, 'x'] } }],
  finishReason: 'stop',
  usage: { calls: 1, cacheHits: 0, inputTokens: 3, outputTokens: 2 },
  model: 'test/model',
  cached: false,
})

lmCacheContract({ describe, test }, { name: 'memoryCache', open: () => memoryCache() })
lmCacheContract(
  { describe, test },
  { name: 'fileCache', open: () => fileCache(join(folder(), 'made', 'when needed')) },
)

describe('memoryCache', () => {
  test('forgets the entry that was not used for longest', async () => {
    const cache = memoryCache({ maxEntries: 2 })
    await cache.set('a', aResponse('a'))
    await cache.set('b', aResponse('b'))
    await cache.get('a')
    await cache.set('c', aResponse('c'))
    expect(await cache.get('b')).toBeUndefined()
    expect(await cache.get('a')).toBeDefined()
    expect(await cache.get('c')).toBeDefined()
  })
})

describe('fileCache', () => {
  const key = 'ab'.padEnd(64, '1')
  test.each([
    ['half a file', '{"key":"ab'],
    ['an empty file', ''],
    ['JSON of another shape', '{"hello":1}'],
    [
      'a response without a text',
      JSON.stringify({ key, response: { ...aResponse('x'), text: 5 } }),
    ],
    ["another key's entry", JSON.stringify({ key: 'other', response: aResponse('x') })],
  ])('%s is a miss and is removed', async (_, content) => {
    const root = folder()
    mkdirSync(join(root, 'ab'))
    writeFileSync(join(root, 'ab', `${key}.json`), content)
    const cache = fileCache(root)
    expect(await cache.get(key)).toBeUndefined()
    expect(readdirSync(join(root, 'ab'))).toEqual([])
    await cache.set(key, aResponse('mended'))
    expect((await cache.get(key))?.text).toBe('mended')
  })

  test('is there for the next process, and leaves no half-written files', async () => {
    const root = folder()
    await fileCache(root).set(key, aResponse('kept'))
    expect((await fileCache(root).get(key))?.text).toBe('kept')
    expect(readdirSync(join(root, 'ab'))).toEqual([`${key}.json`])
  })
})
