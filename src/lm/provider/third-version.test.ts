import type {
  EmbeddingModelV3,
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
} from '@ai-sdk/provider'
import { expect, test } from 'vitest'
import { predict } from '../../module/predict/predict.ts'
import { runOf } from '../../module/prediction.ts'
import { memoryCache } from '../cache/lm-cache.ts'
import { embedder } from './provider-embedder.ts'
import { languageModel } from './provider-model.ts'

const usage: LanguageModelV3GenerateResult['usage'] = {
  inputTokens: { total: 7, noCache: 7, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}
const third = (
  content: LanguageModelV3GenerateResult['content'],
  finish: 'stop' | 'tool-calls' = 'stop',
) => {
  const asked: LanguageModelV3CallOptions[] = []
  const model: LanguageModelV3 = {
    specificationVersion: 'v3',
    provider: 'older.chat',
    modelId: 'm',
    supportedUrls: {},
    doGenerate: async (options) => {
      asked.push(options)
      return { content, finishReason: { unified: finish, raw: finish }, usage, warnings: [] }
    },
    doStream: () => Promise.reject(new Error('not used')),
  }
  return { model, asked }
}

test('a model object of version 3 answers a module like one of version 4, through cache and usage', async () => {
  const { model, asked } = third([
    { type: 'reasoning', text: 'Hm.' },
    { type: 'text', text: '[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]' },
  ])
  const lm = languageModel(model, {
    cache: memoryCache(),
    settings: { temperature: 0.2, maxOutputTokens: 50 },
  })
  const answer = predict('question -> answer')
  const first = await answer({ question: 'The capital of France?' }, { lm })
  expect(first.answer).toBe('Paris')
  expect(runOf(first)).toMatchObject({
    model: 'older/m',
    cached: false,
    usage: { calls: 1, cacheHits: 0, inputTokens: 7, outputTokens: 0 },
    responses: [{ reasoning: 'Hm.', finishReason: 'stop' }],
  })
  expect(runOf(await answer({ question: 'The capital of France?' }, { lm }))).toMatchObject({
    cached: true,
    usage: { calls: 0, cacheHits: 1 },
  })
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({
    temperature: 0.2,
    maxOutputTokens: 50,
    prompt: [{ role: 'system' }, { role: 'user', content: [{ type: 'text' }] }],
  })
})

test('its tool calls come parsed', async () => {
  const { model } = third(
    [{ type: 'tool-call', toolCallId: 'c1', toolName: 'find', input: '{"q":"x"}' }],
    'tool-calls',
  )
  const response = await languageModel(model).generate({
    messages: [{ role: 'user', content: 'find x' }],
  })
  expect(response).toMatchObject({
    finishReason: 'tool-calls',
    toolCalls: [{ id: 'c1', name: 'find', arguments: { q: 'x' } }],
  })
})

test('an embedding model object of version 3 embeds in batches, and its vectors must have the declared length and number', async () => {
  const sizes: number[] = []
  const model = (lengthOf: (index: number) => number, missing = 0): EmbeddingModelV3 => ({
    specificationVersion: 'v3',
    provider: 'older.embedding',
    modelId: 'e',
    maxEmbeddingsPerCall: 2,
    supportsParallelCalls: false,
    doEmbed: async ({ values }) => {
      sizes.push(values.length)
      return {
        embeddings: values
          .slice(missing)
          .map((_, index) => Array.from({ length: lengthOf(index) }, () => 1)),
        warnings: [],
      }
    },
  })
  expect(
    await embedder(
      model(() => 3),
      { dimensions: 3 },
    ).embed(['a', 'b', 'c']),
  ).toHaveLength(3)
  expect(sizes).toEqual([2, 1])
  const embedding = (of: EmbeddingModelV3) => embedder(of, { dimensions: 3 }).embed(['a', 'b'])
  await expect(embedding(model((index) => 3 - index))).rejects.toThrow(
    /3 dimensions, but its vectors have 2/,
  )
  await expect(embedding(model(() => 3, 1))).rejects.toThrow(/returned 1 vectors for 2 texts/)
})

test('a model object of another version is refused where it is wrapped, with what to do', () => {
  const { model } = third([])
  expect(() => languageModel({ ...model, specificationVersion: 'v2' } as never)).toThrow(
    /v3 or v4.*not v2.*update the provider's package/,
  )
  expect(() => languageModel('openai/gpt' as never)).toThrow(/not undefined/)
})
