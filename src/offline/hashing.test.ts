import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashing } from './hashing.ts'

const dot = (left: readonly number[], right: readonly number[]) =>
  left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0)
const similarity = async (left: string, right: string) => {
  const [a, b] = await hashing().embed([left, right])
  return dot(a!, b!)
}

describe('hashing', () => {
  test('any text gives a vector of length 1, or the zero vector where it has no words, and the same one each time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 8, max: 512 }),
        async (text, dimensions) => {
          const embedder = hashing({ dimensions })
          const [one, two] = await embedder.embed([text, text])
          expect(one).toHaveLength(dimensions)
          expect(two).toEqual(one)
          const norm = Math.sqrt(dot(one!, one!))
          expect(norm === 0 || Math.abs(norm - 1) < 1e-9).toBe(true)
        },
      ),
    )
  })

  test('texts that share words are nearer than texts that do not; inflected words are near', async () => {
    expect(
      await similarity('How do I reset my password?', 'Resetting a forgotten password'),
    ).toBeGreaterThan(
      (await similarity('How do I reset my password?', 'The weather in Paris is sunny')) + 0.2,
    )
    expect(await similarity('connection pooling', 'connections are pooled')).toBeGreaterThan(0.3)
    expect(await similarity('パスワードを変更', 'パスワードの変更方法')).toBeGreaterThan(
      await similarity('パスワードを変更', '天気は晴れです'),
    )
  })

  test('no texts give no vectors', async () => expect(await hashing().embed([])).toEqual([]))
})
