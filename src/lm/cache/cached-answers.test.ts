import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import { describe, expect, test } from 'vitest'
import type { LmError } from '../../error/lm-error.ts'
import { predict } from '../../module/predict/predict.ts'
import { runOf } from '../../module/prediction.ts'
import { offlineModel } from '../../offline/offline.ts'
import type { LanguageModel, LmRequest, LmResponse } from '../language-model.ts'
import { languageModel, type LanguageModelOptions } from '../provider/provider-model.ts'
import { fileCache } from './file-cache.ts'
import { type LmCache, memoryCache } from './lm-cache.ts'

type Finish = LmResponse['finishReason']
const hello: LmRequest = { messages: [{ role: 'user', content: 'hello' }] }
const folder = () => mkdtempSync(join(tmpdir(), 'ashlar-cached-'))

/** A model that gives these texts in turn, the last for ever, and counts its calls. */
const saying = (
  texts: readonly string[],
  options: LanguageModelOptions,
  finish: Finish = 'stop',
): { readonly lm: LanguageModel; readonly calls: () => number } => {
  let calls = 0
  const base = offlineModel()
  const lm = languageModel(
    {
      ...base,
      doGenerate: async (
        given: LanguageModelV4CallOptions,
      ): Promise<LanguageModelV4GenerateResult> => {
        const text = texts[Math.min(calls, texts.length - 1)] ?? ''
        calls += 1
        await Promise.resolve()
        return {
          ...(await base.doGenerate(given)),
          content: [{ type: 'text', text }],
          finishReason: { unified: finish, raw: finish },
        }
      },
    },
    { retries: 0, ...options },
  )
  return { lm, calls: () => calls }
}
const chat = (answer: string) => `[[ ## answer ## ]]\n${answer}\n\n[[ ## completed ## ]]`
const ask = predict('question -> answer: integer')

describe.each([
  ['memory', memoryCache],
  ['file', () => fileCache(folder())],
] as const)('a %s cache', (_, open) => {
  test('does not keep what no adapter could read: an equal call asks anew', async () => {
    const { lm, calls } = saying(['I cannot say.', 'No.', chat('4')], { cache: open() })
    await expect(ask({ question: '2+2' }, { lm })).rejects.toMatchObject({
      code: 'adapter_parse_error',
    })
    expect((await ask({ question: '2+2' }, { lm })).answer).toBe(4)
    expect(runOf(await ask({ question: '2+2' }, { lm }))?.cached).toBe(true)
    expect(calls()).toBe(3)
  })

  test('keeps what led to an answer: where the fallback could read, a repetition costs nothing', async () => {
    const { lm, calls } = saying(['Four.', '{"answer": 4}'], { cache: open() })
    for (const cached of [false, true])
      expect(runOf(await ask({ question: '2+2' }, { lm }))?.cached).toBe(cached)
    expect(calls()).toBe(2)
  })

  test('forgets an answer of use to nobody for all who share it, and not the better one that came meanwhile', async () => {
    const { lm, calls } = saying(['bad', chat('4')], { cache: open() })
    const bad = await lm.generate(hello)
    await Promise.all([lm.forget?.(hello, bad), lm.forget?.(hello, bad)])
    const good = await lm.generate(hello)
    await lm.forget?.(hello, bad)
    expect(good.text).toBe(chat('4'))
    expect((await lm.generate(hello)).cached).toBe(true)
    expect(calls()).toBe(2)
  })

  test('many equal calls at once that nobody can read fail alike, share their requests, and leave nothing', async () => {
    const { lm, calls } = saying(['bad', 'bad too', chat('4')], { cache: open() })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => ask({ question: '2+2' }, { lm })),
    )
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    expect(calls()).toBe(2)
    expect((await ask({ question: '2+2' }, { lm })).answer).toBe(4)
  })

  test.each(['length', 'content-filter', 'error'] as const)(
    'does not keep an answer that ended with %s',
    async (finish) => {
      const { lm, calls } = saying(['half'], { cache: open() }, finish)
      for (let at = 0; at < 2; at += 1) expect((await lm.generate(hello)).cached).toBe(false)
      expect(calls()).toBe(2)
    },
  )

  test('gives answers that nobody can change for the next one, kept or not', async () => {
    const { lm } = saying(['a'], { cache: open() })
    for (const response of [
      await lm.generate(hello),
      await lm.generate(hello),
      await lm.generate(hello, { cache: false }),
    ]) {
      expect(() => Object.assign(response, { text: 'changed' })).toThrow(TypeError)
      expect(() => Object.assign(response.usage, { calls: 9 })).toThrow(TypeError)
    }
    expect((await lm.generate(hello)).text).toBe('a')
  })
})

describe('a cache that fails costs no answer, and is told of', () => {
  const failing = (part: keyof LmCache, thrown: unknown = new Error('disk full')): LmCache => ({
    ...memoryCache(),
    [part]: () => {
      throw thrown
    },
  })
  test.each([
    ['that cannot be read', failing('get'), 'cannot be read (disk full)'],
    ['that cannot be written', failing('set'), 'cannot be written (disk full)'],
    [
      'that rejects',
      { ...memoryCache(), set: () => Promise.reject(new Error('gone')) },
      'cannot be written (gone)',
    ],
    ['that throws what is no error', failing('set', 'full'), 'cannot be written (full)'],
  ] as const)('one %s', async (_, cache, says) => {
    const told: LmError[] = []
    const { lm, calls } = saying(['a'], { cache, onError: (error) => told.push(error) })
    for (let at = 0; at < 2; at += 1) expect((await lm.generate(hello)).text).toBe('a')
    expect(calls()).toBe(2)
    expect(told.map(({ code }) => code)).toEqual(['lm_unexpected', 'lm_unexpected'])
    expect(told[0]?.message).toContain(says)
    expect(told[0]?.message).not.toContain('base URL')
  })

  test('a folder that is a file', async () => {
    const path = join(folder(), 'file')
    writeFileSync(path, '')
    const told: LmError[] = []
    const { lm } = saying(['a'], { cache: fileCache(path), onError: (error) => told.push(error) })
    expect((await lm.generate(hello)).text).toBe('a')
    expect(told.length).toBeGreaterThan(0)
  })

  test('a listener that throws costs no answer either', async () => {
    const { lm } = saying(['a'], {
      cache: failing('set'),
      onError: () => {
        throw new Error('no log')
      },
    })
    expect((await lm.generate(hello)).text).toBe('a')
  })
})
