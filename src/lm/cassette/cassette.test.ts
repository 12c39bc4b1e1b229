import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LmNotRecordedError, LmServerError } from '../../error/lm-error.ts'
import { hashing } from '../../offline/hashing.ts'
import { scripted } from '../../offline/scripted.ts'
import type { LanguageModel, LmRequest } from '../language-model.ts'
import { noUsage } from '../usage.ts'
import { cassette } from './cassette.ts'

const file = () => join(mkdtempSync(join(tmpdir(), 'ashlar-cassette-')), 'made', 'tape.jsonl')
const ask = (content: string): LmRequest => ({
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content },
  ],
})
const counting = () => scripted((_, call) => `answer ${call}`)
const silent = () => scripted([])

test('what was recorded is replayed without a call, settings and rollout ids apart', async () => {
  const path = file()
  const recorder = cassette(path, counting(), { mode: 'record' })
  const recorded = [
    await recorder.generate(ask('a')),
    await recorder.generate({ ...ask('a'), rolloutId: 1 }),
    await recorder.with({ temperature: 1 }).generate(ask('a')),
  ]
  const player = cassette(path, silent(), { mode: 'replay' })
  expect([
    await player.generate(ask('a')),
    await player.generate({ ...ask('a'), rolloutId: 1 }),
    await player.with({ temperature: 1 }).generate(ask('a')),
  ]).toEqual(recorded)
  expect(new Set(recorded.map((response) => response.text)).size).toBe(3)
})

test('a recording answers equal requests as its replay will: with one answer', async () => {
  const lm = counting()
  const recorder = cassette(file(), lm, { mode: 'record' })
  const answers = await Promise.all([recorder.generate(ask('a')), recorder.generate(ask('a'))])
  answers.push(await recorder.generate(ask('a')))
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
  expect(lm.requests).toHaveLength(1)
})

test('a miss in replay shows the difference to the nearest recorded request', async () => {
  const path = file()
  const recorder = cassette(path, counting(), { mode: 'record' })
  await recorder.generate(ask('What is the capital\nof France?'))
  await recorder.generate(ask('Something else'))
  const error = await cassette(path, silent(), { mode: 'replay' })
    .generate(ask('What is the capital\nof Spain?'))
    .catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(LmNotRecordedError)
  const { message } = error as Error
  expect(message).toContain('- of France?')
  expect(message).toContain('+ of Spain?')
  expect(message).not.toContain('What is the capital')
  expect(message).toContain('record')
})

test('replay of a file that is not there says that it holds no recordings', async () => {
  await expect(cassette(file(), silent(), { mode: 'replay' }).generate(ask('a'))).rejects.toThrow(
    'It contains no recordings.',
  )
})

test('auto calls for what is not recorded yet, and record starts anew', async () => {
  const path = file()
  await cassette(path, counting()).generate(ask('a'))
  const lm = counting()
  const again = cassette(path, lm)
  await again.generate(ask('a'))
  await again.generate(ask('b'))
  expect(lm.requests).toHaveLength(1)
  cassette(path, silent(), { mode: 'record' })
  expect(readFileSync(path, 'utf8')).toBe('')
})

test('errors are not recorded', async () => {
  const path = file()
  await expect(cassette(path, scripted([new LmServerError()])).generate(ask('a'))).rejects.toThrow(
    LmServerError,
  )
  expect(existsSync(path)).toBe(false)
})

test('a corrupt line is named', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ashlar-cassette-')), 'tape.jsonl')
  writeFileSync(path, '{"key":"a","request":1,"response":2}\nnot JSON\n')
  expect(() => cassette(path, silent())).toThrow('Line 2')
})

test('an embedder is recorded and replayed alike', async () => {
  const path = file()
  const vectors = await cassette(path, hashing({ dimensions: 8 }), { mode: 'record' }).embed([
    'a',
    'b',
  ])
  const player = cassette(path, hashing({ dimensions: 8 }), { mode: 'replay' })
  expect(await player.embed(['a', 'b'])).toEqual(vectors)
  await expect(player.embed(['a', 'c'])).rejects.toThrow(LmNotRecordedError)
})

test('callers of equal requests each heed their own signal, and the call ends when all have left', async () => {
  const signals: (AbortSignal | undefined)[] = []
  let answer: ((text: string) => void) | undefined
  const slow: LanguageModel = {
    ...scripted([]),
    generate: async (_, options) => {
      signals.push(options?.signal)
      const text = await new Promise<string>((resolve) => (answer = resolve))
      return {
        text,
        toolCalls: [],
        finishReason: 'stop',
        usage: noUsage,
        model: 'm',
        cached: false,
      }
    },
  }
  const lm = cassette(file(), slow)
  const [one, two] = [new AbortController(), new AbortController()]
  const first = lm.generate(ask('a'), { signal: one.signal }).catch((error: unknown) => error)
  const second = lm.generate(ask('a'), { signal: two.signal })
  const third = lm.generate(ask('a'))
  two.abort()
  await expect(second).rejects.toMatchObject({ code: 'lm_aborted' })
  one.abort()
  expect(await first).toMatchObject({ code: 'lm_aborted' })
  expect(signals).toHaveLength(1)
  expect(signals[0]?.aborted).toBe(false)
  answer?.('whole')
  expect((await third).text).toBe('whole')

  const all = new AbortController()
  const last = lm.generate(ask('b'), { signal: all.signal })
  await expect.poll(() => signals.length).toBe(2)
  all.abort()
  await expect(last).rejects.toMatchObject({ code: 'lm_aborted' })
  expect(signals[1]?.aborted).toBe(true)
})

test('a replayed answer or vector that its receiver changes is the same for the next one', async () => {
  const path = file()
  const recorder = cassette(path, counting(), { mode: 'record' })
  await recorder.generate(ask('a'))
  for (const lm of [recorder, cassette(path, silent(), { mode: 'replay' })]) {
    const response = await lm.generate(ask('a'))
    expect(() => Object.assign(response, { text: 'changed' })).toThrow(TypeError)
    expect(response.text).toBe('answer 0')
  }
  const vectors = file()
  await cassette(vectors, hashing({ dimensions: 4 })).embed(['a'])
  const player = cassette(vectors, hashing({ dimensions: 4 }), { mode: 'replay' })
  const before = structuredClone(await player.embed(['a']))
  for (const vector of await player.embed(['a'])) vector.fill(9)
  expect(await player.embed(['a'])).toEqual(before)
})

test('a cassette that cannot be written says so as an LmError, and plays the answer all the same', async () => {
  const blocked = join(mkdtempSync(join(tmpdir(), 'ashlar-cassette-')), 'file')
  writeFileSync(blocked, '')
  const lm = counting()
  const recorder = cassette(join(blocked, 'tape.jsonl'), lm)
  await expect(recorder.generate(ask('a'))).rejects.toMatchObject({
    code: 'lm_unexpected',
    message: expect.stringContaining('cannot be written'),
  })
  expect((await recorder.generate(ask('a'))).text).toBe('answer 0')
  expect(lm.requests).toHaveLength(1)
})
