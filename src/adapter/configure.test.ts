import { afterEach, expect, test } from 'vitest'
import { Context } from '../context/context.ts'
import { LmNotConfiguredError } from '../error/lm-error.ts'
import { embedderKey, lmKey } from '../lm/language-model.ts'
import { noUsage, recordUsage, trackUsage } from '../lm/usage.ts'
import { hashing } from '../offline/hashing.ts'
import { scripted } from '../offline/scripted.ts'
import { configure, configured, resolveEmbedder, resolveLm } from './configure.ts'
import { jsonAdapter } from './json-adapter.ts'

const [own, contextual, standard] = [scripted([]), scripted([]), scripted([])]
const before = configured()
afterEach(() => {
  configure(before)
})

test('a call takes its own model, else the context’s, else the configured one', () => {
  configure({ lm: standard })
  const context = Context.empty.with(lmKey, contextual)
  expect(resolveLm({ lm: own, context })).toBe(own)
  expect(resolveLm({ context })).toBe(contextual)
  expect(context.run(() => resolveLm())).toBe(contextual)
  expect(resolveLm()).toBe(standard)
})

test('without any, the error names who needs one and says how to set it', () => {
  expect(() => resolveLm({ neededBy: 'predict(Summarize)' })).toThrow(LmNotConfiguredError)
  expect(() => resolveLm({ neededBy: 'predict(Summarize)' })).toThrow(
    /predict\(Summarize\).*configure\(\{ lm \}\)/,
  )
  expect(() => resolveEmbedder({ neededBy: 'Chunk.embedding' })).toThrow(
    /Chunk\.embedding.*configure\(\{ embedder \}\)/,
  )
})

test('what is not a language model, a provider’s model object unwrapped for one, is refused with what to do', () => {
  for (const wrong of ['openai/gpt', { specificationVersion: 'v4', doGenerate: async () => ({}) }])
    expect(() => resolveLm({ lm: wrong as never, neededBy: 'predict(Summarize)' })).toThrow(
      /predict\(Summarize\).*not a language model.*languageModel\(/,
    )
})

test('configure keeps what it is not told', () => {
  configure({ lm: standard })
  configure({ embedder: hashing() })
  expect(resolveLm()).toBe(standard)
  expect(resolveEmbedder().dimensions).toBe(384)
  expect(
    resolveEmbedder({ context: Context.empty.with(embedderKey, hashing({ dimensions: 8 })) })
      .dimensions,
  ).toBe(8)
})

test('what configure returns puts back all that was set before, and nothing else', () => {
  const unset = configure({ lm: standard, adapter: jsonAdapter })
  expect(configured()).toMatchObject({ lm: standard, adapter: jsonAdapter })
  configure(unset)
  expect(configured()).toEqual({})
  expect(() => resolveLm()).toThrow(LmNotConfiguredError)
})

test('usage is added up by model; an inner tracker feeds the outer one; without a tracker nothing happens', () => {
  const outer = trackUsage(Context.empty)
  const inner = trackUsage(outer.context)
  const usage = { calls: 1, cacheHits: 0, inputTokens: 5, outputTokens: 2 }
  recordUsage(Context.empty, { model: 'a/x', usage })
  recordUsage(outer.context, { model: 'a/x', usage })
  recordUsage(inner.context, { model: 'a/y', usage })
  recordUsage(inner.context, { model: 'a/y', usage: { ...noUsage, cacheHits: 1 } })
  expect(inner.usage.total).toEqual({ calls: 1, cacheHits: 1, inputTokens: 5, outputTokens: 2 })
  expect(outer.usage.total).toEqual({ calls: 2, cacheHits: 1, inputTokens: 10, outputTokens: 4 })
  expect([...outer.usage.byModel.keys()]).toEqual(['a/x', 'a/y'])
})

test('a script that hangs ends when its call is aborted', async () => {
  const controller = new AbortController()
  const lm = scripted(() => {
    queueMicrotask(() => controller.abort())
    return new Promise<string>(() => undefined)
  })
  await expect(lm.generate({ messages: [] }, { signal: controller.signal })).rejects.toMatchObject({
    code: 'lm_aborted',
  })
})

test('a script answers in order, keeps the requests, and says when it has run out', async () => {
  const lm = scripted(['one', { text: '', toolCalls: [{ id: 'c', name: 't', arguments: {} }] }])
  const request = { messages: [{ role: 'user', content: 'x' }] } as const
  expect(await lm.with({ temperature: 1 }).generate(request)).toMatchObject({
    text: 'one',
    finishReason: 'stop',
  })
  expect(await lm.generate(request)).toMatchObject({ finishReason: 'tool-calls' })
  expect(lm.requests).toEqual([{ ...request, temperature: 1 }, request])
  await expect(lm.generate(request)).rejects.toThrow('2 responses, and this is call 3')
})
