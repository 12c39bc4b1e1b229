import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json, type ProviderReply } from '../../../test/support/provider-reply.ts'
import {
  type ProviderRequest,
  type ProviderServer,
  providerServer,
} from '../../../test/support/provider-server.ts'
import { embedder, type EmbedderOptions, type ProviderEmbeddingModel } from './provider-embedder.ts'

let server: ProviderServer
beforeAll(async () => {
  server = await providerServer()
})
afterAll(() => server.close())

const packages: readonly (() => ProviderEmbeddingModel)[] = [
  () => createOpenAI({ baseURL: server.baseURL, apiKey: 'k' }).embeddingModel('e'),
  () => createOpenAICompatible({ name: 'local', baseURL: server.baseURL }).embeddingModel('e'),
]
const embed = (texts: readonly string[], options: Partial<EmbedderOptions> = {}) =>
  embedder(packages[0]!(), { dimensions: 1, retries: 0, ...options }).embed(texts)
const vectorOf = (value: string): number[] => [Number(value)]
const answer = (
  items: readonly { readonly index?: unknown; readonly embedding: readonly number[] }[],
): ProviderReply =>
  json({
    object: 'list',
    model: 'e',
    data: items.map((item) => ({ object: 'embedding', ...item })),
    usage: { prompt_tokens: 1, total_tokens: 1 },
  })
const inputs = ({ body }: ProviderRequest): string[] => [body.input].flat()
const texts = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at))

describe('vectors belong to their texts by index', () => {
  test('in whatever order a server sends them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat(1000)),
        fc.constantFrom(...packages),
        async (count, batchSize, order, make) => {
          server.reply((request) => {
            const items = inputs(request).map((value, index) => ({
              index,
              embedding: vectorOf(value),
              key: order.next().value as number,
            }))
            return answer(
              items
                .toSorted((left, right) => left.key - right.key)
                .map(({ index, embedding }) => ({ index, embedding })),
            )
          })
          expect(
            await embedder(make(), { dimensions: 1, retries: 0, batchSize }).embed(texts(count)),
          ).toEqual(texts(count).map(vectorOf))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('a server that sends no index means their order', async () => {
    server.reply((request) =>
      answer(inputs(request).map((value) => ({ embedding: vectorOf(value) }))),
    )
    expect(await embed(['2', '1'])).toEqual([[2], [1]])
  })

  test.each([
    ['one index twice', [{ index: 0 }, { index: 0 }], 'two vectors with the index 0'],
    ['an index beyond the texts', [{ index: 1 }, { index: 2 }], 'the index 2'],
    ['an index for some', [{ index: 0 }, {}], 'index'],
    ['a vector too few', [{ index: 0 }], 'returned 1 vectors for 2 texts'],
    [
      'a vector too many',
      [{ index: 0 }, { index: 1 }, { index: 2 }],
      'returned 3 vectors for 2 texts',
    ],
  ])('%s is an error that says so', async (_, items, says) => {
    server.reply(answer(items.map((item) => ({ ...item, embedding: [1] }))))
    const error: Error = await embed(['a', 'b']).then(
      () => new Error('no error'),
      (thrown: Error) => thrown,
    )
    expect(error).toMatchObject({ code: 'lm_unexpected', message: expect.stringContaining(says) })
    expect(error.message).not.toContain('base URL')
  })
})

describe('batches', () => {
  const limited = (most: number, status = 400) => {
    server.reply((request) =>
      inputs(request).length > most
        ? json(
            {
              error: {
                message: `at most ${most} inputs`,
                type: 'invalid_request_error',
                code: null,
                param: null,
              },
            },
            status,
          )
        : answer(inputs(request).map((value, index) => ({ index, embedding: vectorOf(value) }))),
    )
  }
  const sizes = (from: number) =>
    server.requests.slice(from).map((request) => inputs(request).length)

  test.each([400, 413, 422])(
    'a batch that is refused with %d as too large is halved, and the finished ones are kept',
    async (status) => {
      limited(30, status)
      const from = server.requests.length
      const own = embedder(packages[0]!(), { dimensions: 1, retries: 0, batchSize: 100 })
      expect(await own.embed(texts(70))).toEqual(texts(70).map(vectorOf))
      expect(sizes(from)).toEqual([70, 35, 18, 18, 18, 16])
      const again = server.requests.length
      await own.embed(texts(40))
      expect(sizes(again)).toEqual([18, 18, 4])
    },
  )

  test('a batch is never larger than the model says it takes', async () => {
    limited(5000)
    const from = server.requests.length
    await embed(texts(2100), { batchSize: 10_000 })
    expect(sizes(from)).toEqual([2048, 52])
  })

  test('a text that is refused alone is named by its place', async () => {
    server.reply((request) =>
      inputs(request).includes('5')
        ? json(
            {
              error: {
                message: 'input is too long',
                type: 'invalid_request_error',
                code: null,
                param: 'input',
              },
            },
            400,
          )
        : answer(inputs(request).map((value, index) => ({ index, embedding: vectorOf(value) }))),
    )
    await expect(embed(texts(8))).rejects.toMatchObject({
      code: 'lm_context_window_exceeded',
      message: expect.stringContaining('Text 6 of 8'),
    })
  })

  test.each([401, 404])(
    'an error of status %d, which a smaller batch would meet as well, is not tried again in parts',
    async (status) => {
      server.reply({ kind: 'failure', status })
      const from = server.requests.length
      await expect(embed(texts(8))).rejects.toMatchObject({ status })
      expect(sizes(from)).toEqual([8])
    },
  )

  test.each([0, -1, Number.NaN, 0.5])(
    'a batch size of %d is one text at a time',
    async (batchSize) => {
      limited(100)
      const from = server.requests.length
      await embed(texts(2), { batchSize })
      expect(sizes(from)).toEqual([1, 1])
    },
  )

  test('a signal that has aborted asks nothing, and is lm_aborted', async () => {
    const from = server.requests.length
    await expect(
      embedder(packages[0]!(), { dimensions: 1 }).embed(['1'], { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'lm_aborted' })
    expect(server.requests).toHaveLength(from)
  })
})
