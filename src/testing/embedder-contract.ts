import type { Embedder } from '../lm/language-model.ts'
import {
  declareContract,
  type Skip,
  type Tests,
  type TestRunner,
  type TitleOf,
} from './contract.ts'
import { expect } from './expect.ts'

const texts = ['The ferry leaves at noon.', 'Tickets are sold on board.', 'A cat sleeps.']

const vectors = {
  'has an id of provider and model, and a whole number of dimensions': ({ id, dimensions }) => {
    expect(id).toMatch(/^[^/]+\/.+/)
    expect(Number.isInteger(dimensions)).toBe(true)
    expect(dimensions).toBeGreaterThan(0)
  },
  'returns one vector for each text, of its dimensions and of finite numbers': async (embedder) => {
    const embedded = await embedder.embed(texts)
    expect(embedded).toHaveLength(texts.length)
    for (const vector of embedded) {
      expect(vector).toHaveLength(embedder.dimensions)
      expect(vector.every(Number.isFinite)).toBe(true)
    }
  },
  'returns the vectors in the order of the texts, whatever else is embedded with them': async (
    embedder,
  ) => {
    const together = await embedder.embed(texts)
    for (const [at, text] of texts.entries()) {
      const [alone] = await embedder.embed([text])
      expect(cosine(together[at]!, alone!)).toBeGreaterThan(0.999)
    }
  },
  'tells different texts apart': async (embedder) => {
    const [one, other] = await embedder.embed([texts[0]!, texts[2]!])
    expect(cosine(one!, other!) < 0.999).toBe(true)
  },
  'embeds many texts at once': async (embedder) => {
    const many = Array.from({ length: 100 }, (_, at) => `Text number ${at}`)
    expect(await embedder.embed(many)).toHaveLength(100)
  },
  'rejects when its signal has aborted': async (embedder) => {
    await expect(
      embedder.embed(texts, { signal: AbortSignal.abort(new Error('enough')) }),
    ).toRejectWith({})
  },
} satisfies Tests<Embedder>

const cosine = (left: readonly number[], right: readonly number[]): number => {
  const product = left.reduce((sum, value, at) => sum + value * right[at]!, 0)
  return product / (Math.hypot(...left) * Math.hypot(...right))
}

const groups = { vectors }

export interface EmbedderContractOptions {
  /** Which embedder it is, for the titles. */
  readonly name: string
  readonly open: () => Embedder | Promise<Embedder>
  readonly skip?: readonly Skip<TitleOf<typeof groups>>[]
}

/** What every embedder does. */
export const embedderContract = (
  runner: TestRunner,
  { name, open, skip }: EmbedderContractOptions,
): void =>
  declareContract<Embedder, typeof groups>(runner, {
    name,
    groups,
    skip,
    using: async (body) => body(await open()),
  })
