import { expect, test } from 'vitest'
import { hashing } from '../offline/hashing.ts'
import { embedTexts } from './embed-texts.ts'
import type { Embedder } from './language-model.ts'

const giving = (...vectors: number[][]): Embedder => ({
  id: 'test/vectors',
  dimensions: 2,
  embed: async () => vectors,
})

test('the vectors of the texts come in their order, and no text asks nobody', async () => {
  expect(await embedTexts(hashing({ dimensions: 8 }), ['a', 'b'])).toEqual(
    await hashing({ dimensions: 8 }).embed(['a', 'b']),
  )
  const never: Embedder = {
    id: 'x',
    dimensions: 2,
    embed: () => Promise.reject(new Error('asked')),
  }
  expect(await embedTexts(never, [])).toEqual([])
})

test.each([
  ['fewer vectors than texts', giving([1, 0]), /test\/vectors.*returned 1 vectors for 2 texts/],
  ['more vectors than texts', giving([1, 0], [0, 1], [1, 1]), /returned 3 vectors for 2 texts/],
  [
    'a vector of another length',
    giving([1, 0], [0, 1, 0]),
    /2 dimensions, but one of its vectors has 3/,
  ],
  ['a vector that holds no number', giving([1, 0], [Number.NaN, 1]), /not a finite number/],
])('an embedder that gives %s fails as itself', async (_, embedder, message) => {
  await expect(embedTexts(embedder, ['a', 'b'])).rejects.toMatchObject({
    code: 'lm_unexpected',
    message: expect.stringMatching(message) as string,
  })
})
