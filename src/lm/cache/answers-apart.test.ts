import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cassette } from '../cassette/cassette.ts'
import type { LanguageModel, LmRequest } from '../language-model.ts'
import { languageModel, type LanguageModelOptions } from '../provider/provider-model.ts'
import { fileCache } from './file-cache.ts'
import { type LmCache, memoryCache } from './lm-cache.ts'

/** A model whose answer is all that reaches it: who is asked, where, and what is sent. */
const echo = (
  modelId: string,
  baseURL: string,
  provider = 'test.chat',
): LanguageModelV4 & { readonly config: object } => ({
  specificationVersion: 'v4',
  provider,
  modelId,
  config: { baseURL },
  supportedUrls: {},
  doGenerate: async (options: LanguageModelV4CallOptions) => ({
    content: [
      {
        type: 'text',
        text: JSON.stringify([provider, modelId, baseURL, { ...options, abortSignal: null }]),
      },
    ],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    },
    warnings: [],
  }),
  doStream: () => Promise.reject(new Error('not used')),
})

const word = fc.constantFrom('', 'a', 'b', 'a,b', '"', '1', 'null', '[', 'a"],["b', '\u0000', 'ü')
const value = fc.oneof(word, fc.constantFrom(0, 1, -1, 0.5), fc.boolean(), fc.constant(null))
const schema = fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((names) => ({
  type: 'object' as const,
  properties: Object.fromEntries(names.map((name) => [`p${name}`, { type: 'string' as const }])),
}))
const message = fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: word })
const request: fc.Arbitrary<LmRequest> = fc.record(
  {
    messages: fc.array(message, { minLength: 1, maxLength: 3 }),
    temperature: fc.constantFrom(0, 1, 0.5),
    topP: fc.constantFrom(0, 1, 0.5),
    seed: fc.constantFrom(0, 1),
    maxOutputTokens: fc.constantFrom(1, 10),
    stopSequences: fc.array(word, { maxLength: 2 }),
    providerOptions: fc.dictionary(
      fc.constantFrom('x', 'y'),
      fc.dictionary(fc.constantFrom('k', 'l'), value),
    ),
    responseFormat: fc.record(
      { type: fc.constant('json' as const), schema, name: fc.constantFrom('n', 'm') },
      { requiredKeys: ['type'] },
    ),
    tools: fc.array(fc.record({ name: word, description: word, parameters: schema }), {
      maxLength: 2,
    }),
    toolChoice: fc.constantFrom('auto' as const, 'required' as const, { tool: 'a' }),
  },
  { requiredKeys: ['messages'] },
)
const who = fc.record({
  model: fc.constantFrom('m', 'n', 'm/n'),
  baseURL: fc.constantFrom('http://a/v1', 'http://b/v1', 'http://a/v2', 'http://u:p@a/v1?key=k'),
  provider: fc.constantFrom('test.chat', 'test.responses'),
})
const asked = fc.record({
  who,
  request,
  settings: fc.record(
    { temperature: fc.constantFrom(0, 1), seed: fc.constant(1) },
    { requiredKeys: [] },
  ),
})

const folder = () => mkdtempSync(join(tmpdir(), 'ashlar-apart-'))
const cached = (open: () => LmCache) => () => {
  const cache = open()
  return (model: LanguageModelV4, options: LanguageModelOptions = {}): LanguageModel =>
    languageModel(model, { ...options, cache })
}
const keepers: Readonly<Record<string, () => (model: LanguageModelV4) => LanguageModel>> = {
  'a memory cache': cached(memoryCache),
  'a file cache': cached(() => fileCache(folder())),
  'a cassette': () => {
    const file = join(folder(), 'tape.jsonl')
    const open = new Map<string, LanguageModel>()
    // One cassette for each way of asking, all on one file, as programs that run one after another
    // have it.
    return (model) => {
      const name = JSON.stringify([
        model.modelId,
        (model as unknown as { readonly config: unknown }).config,
      ])
      const known = open.get(name) ?? cassette(file, languageModel(model))
      open.set(name, known)
      return known
    }
  },
}
const runs = Number(process.env.FUZZ_CASES ?? 1000)

describe.each(Object.entries(keepers))('%s', (name, open) => {
  test('gives each request its own answer, whatever models, addresses, settings and requests are asked through it', async () => {
    const keep = open()
    const one = name === 'a cassette'
    await fc.assert(
      fc.asyncProperty(
        asked,
        async ({ who: { model, baseURL, provider }, request: given, settings }) => {
          const asking = echo(model, baseURL, one ? 'test.chat' : provider)
          const [kept, direct] = await Promise.all([
            keep(asking).with(settings).generate(given),
            languageModel(asking).with(settings).generate(given),
          ])
          expect(JSON.parse(kept.text)).toEqual(JSON.parse(direct.text))
          // Property order decides in which order a model writes.
          expect(kept.text.match(/"properties":\{[^}]*/g)).toEqual(
            direct.text.match(/"properties":\{[^}]*/g),
          )
        },
      ),
      { numRuns: one ? runs / 2 : runs },
    )
  })

  test('answers an equal request, whatever the order of its settings, with the same answer', async () => {
    const keep = open()
    await fc.assert(
      fc.asyncProperty(asked, async ({ who: { model, baseURL }, request: given }) => {
        const lm = keep(echo(model, baseURL))
        const turned = Object.fromEntries(
          Object.entries(structuredClone(given)).toReversed(),
        ) as unknown as LmRequest
        expect((await lm.generate(turned)).text).toBe((await lm.generate(given)).text)
      }),
      { numRuns: 100 },
    )
  })
})

test('models of one id of their own answer for each other, at whatever address', async () => {
  const cache = memoryCache()
  const [left, right] = ['http://a/v1', 'http://b/v1'].map((baseURL) =>
    languageModel(echo('m', baseURL), { cache, id: 'farm/m' }),
  )
  await left!.generate({ messages: [{ role: 'user', content: 'x' }] })
  expect(await right!.generate({ messages: [{ role: 'user', content: 'x' }] })).toMatchObject({
    cached: true,
    model: 'farm/m',
  })
})

test('the address of a model is told without its user, password and keys', () => {
  expect(
    languageModel(echo('m', 'http://user:pass@host:1/v1/?api-key=secret&version=2#x')).endpoint,
  ).toBe('http://host:1/v1/?version=2')
})
