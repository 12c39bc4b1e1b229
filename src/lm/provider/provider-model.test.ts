import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure, type ProviderReply, text } from '../../../test/support/provider-reply.ts'
import { type ProviderServer, providerServer } from '../../../test/support/provider-server.ts'
import { LmError } from '../../error/lm-error.ts'
import { memoryCache } from '../cache/lm-cache.ts'
import type { LmRequest } from '../language-model.ts'
import { languageModel, type LanguageModelOptions } from './provider-model.ts'

const KEY = 'sk-test-abcdefghijklmnop0123456789'
const hello: LmRequest = { messages: [{ role: 'user', content: 'Hello, private question' }] }

let server: ProviderServer
let slept: number[]
const options = (more: LanguageModelOptions = {}): LanguageModelOptions => ({
  sleep: async (milliseconds) => {
    slept.push(milliseconds)
  },
  random: () => 0.5,
  ...more,
})
const chat = (more: LanguageModelOptions = {}) =>
  languageModel(
    createOpenAI({ baseURL: server.baseURL, apiKey: KEY }).chat('gpt-test'),
    options(more),
  )
const claude = (more: LanguageModelOptions = {}) =>
  languageModel(
    createAnthropic({ baseURL: server.baseURL, apiKey: KEY })('claude-haiku-4-5'),
    options(more),
  )
const failed = async (promise: Promise<unknown>): Promise<LmError> => {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(LmError)
  return error as LmError
}

beforeEach(async () => {
  server = await providerServer(text('hi'))
  slept = []
})
afterEach(() => server.close())

describe('what goes over the wire', () => {
  test('messages, settings, tools and a JSON schema reach an OpenAI-compatible server in its words', async () => {
    const lm = languageModel(
      createOpenAICompatible({
        name: 'local',
        baseURL: server.baseURL,
        supportsStructuredOutputs: true,
      })('m'),
      options({ settings: { temperature: 0, maxOutputTokens: 50 } }),
    )
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    } as const
    await lm.generate({
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'U' },
        {
          role: 'assistant',
          content: '',
          toolCalls: [{ id: 'c1', name: 'search', arguments: { q: 'x' } }],
        },
        { role: 'tool', content: 'found', toolCallId: 'c1', toolName: 'search' },
      ],
      tools: [
        {
          name: 'search',
          description: 'Searches.',
          parameters: { type: 'object', properties: { q: { type: 'string' } } },
        },
      ],
      toolChoice: 'auto',
      responseFormat: { type: 'json', schema, name: 'answer' },
      stopSequences: ['END'],
      rolloutId: 7,
    })
    const { body } = server.requests[0]!
    expect(body).toMatchObject({
      model: 'm',
      temperature: 0,
      max_tokens: 50,
      stop: ['END'],
      tool_choice: 'auto',
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'U' },
        {
          role: 'assistant',
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":"x"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'found' },
      ],
      tools: [{ type: 'function', function: { name: 'search', description: 'Searches.' } }],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
    })
    expect(JSON.stringify(body)).not.toContain('rollout')
  })

  test('tool calls come back parsed, malformed arguments as text', async () => {
    server.reply({
      kind: 'text',
      text: '',
      toolCalls: [
        { name: 'a', arguments: '{"x":1}' },
        { name: 'b', arguments: '{"x":' },
      ],
    })
    expect(await chat().generate(hello)).toMatchObject({
      finishReason: 'tool-calls',
      toolCalls: [
        { id: 'call_1', name: 'a', arguments: { x: 1 } },
        { id: 'call_2', name: 'b', arguments: '{"x":' },
      ],
    })
  })

  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content-filter', 'content-filter'],
  ] as const)(
    'finish reason %s is %s on both protocols, with the tokens that the provider counted',
    async (finish, expected) => {
      server.reply({ kind: 'text', text: 'x', finish, inputTokens: 21, outputTokens: 5 })
      for (const lm of [chat(), claude()])
        expect(await lm.generate(hello)).toMatchObject({
          finishReason: expected,
          usage: { calls: 1, inputTokens: 21, outputTokens: 5 },
        })
    },
  )

  test('a model object that says it takes no JSON schema is believed', () => {
    const local = createOpenAICompatible({ name: 'local', baseURL: server.baseURL })
    expect(languageModel(local('m')).supports.responseSchema).toBe(false)
    expect(chat().supports).toEqual({ responseSchema: true, tools: true })
  })
})

const cases: readonly (readonly [string, ProviderReply, string])[] = [
  ['401', failure(401, `Incorrect API key provided: ${KEY}`), 'lm_auth'],
  ['402', failure(402), 'lm_billing'],
  ['403', failure(403), 'lm_auth'],
  ['404', failure(404, 'The model does not exist'), 'lm_invalid_request'],
  ['400', failure(400, 'bad parameter'), 'lm_invalid_request'],
  [
    '400 of a prompt too long',
    failure(400, "This model's maximum context length is 8192 tokens"),
    'lm_context_window_exceeded',
  ],
  ['408', failure(408), 'lm_timeout'],
  ['429', failure(429), 'lm_rate_limit'],
  [
    '429 of a spent quota',
    {
      kind: 'failure',
      status: 429,
      message: 'You exceeded your current quota',
      code: 'insufficient_quota',
    },
    'lm_billing',
  ],
  ['500', failure(500), 'lm_server'],
  [
    '503 with a page of HTML',
    { kind: 'garbage', status: 503, body: '<html>busy</html>' },
    'lm_server',
  ],
  ['garbage with status 200', { kind: 'garbage', body: '<html>not JSON</html>' }, 'lm_unexpected'],
  ['JSON of another shape', { kind: 'garbage', body: '{"hello":1}' }, 'lm_unexpected'],
  ['a connection cut in the midst of the body', { kind: 'cut' }, 'lm_transport'],
]

describe('what goes wrong becomes an LmError', () => {
  for (const [name, reply, code] of cases) {
    test(`${name} is ${code}, on both protocols, without the key or the prompt in it`, async () => {
      server.reply(reply)
      for (const lm of [chat({ retries: 0 }), claude({ retries: 0 })]) {
        const error = await failed(lm.generate(hello))
        expect(error.code).toBe(code)
        const whole = `${error.message} ${JSON.stringify(error)} ${String(error.cause)} ${JSON.stringify(error.variables)}`
        expect(whole).not.toContain(KEY)
        expect(whole).not.toContain('private question')
      }
    })
  }

  test('a server that nobody runs is lm_transport', async () => {
    const lm = chat({ retries: 0 })
    await server.close()
    expect(await failed(lm.generate(hello))).toMatchObject({ code: 'lm_transport' })
  })

  test('a missing key is lm_auth', async () => {
    const lm = languageModel(
      createOpenAI({ baseURL: server.baseURL, apiKey: '' }).chat('gpt-test'),
      { retries: 0 },
    )
    server.reply(failure(401))
    expect(await failed(lm.generate(hello))).toMatchObject({ code: 'lm_auth' })
  })

  test('a hang is lm_timeout, and the request is aborted', async () => {
    server.reply({ kind: 'hang' })
    const error = await failed(chat({ retries: 0, timeoutMs: 30 }).generate(hello))
    expect(error).toMatchObject({
      code: 'lm_timeout',
      retryable: true,
      provider: 'openai',
      model: 'gpt-test',
    })
    await expect.poll(() => server.aborted).toBe(1)
  })

  test("the caller's abort ends a hanging call at once as lm_aborted, and is not repeated", async () => {
    const controller = new AbortController()
    server.reply(() => {
      queueMicrotask(() => controller.abort())
      return { kind: 'hang' }
    })
    expect(await failed(chat().generate(hello, { signal: controller.signal }))).toMatchObject({
      code: 'lm_aborted',
    })
    expect(server.requests).toHaveLength(1)
  })
})

describe('retries', () => {
  test('rate limits, server errors and cut connections are repeated with growing waits until an answer comes', async () => {
    server.reply(failure(500), { kind: 'cut' }, failure(429), text('at last'))
    expect((await chat().generate(hello)).text).toBe('at last')
    expect(slept).toEqual([375, 750, 1500])
  })

  test('retry-after goes before the backoff', async () => {
    server.reply(failure(429, 'slow down', { 'retry-after': '7' }), text('ok'))
    expect((await chat().generate(hello)).text).toBe('ok')
    expect(slept).toEqual([7000])
  })

  test('a retry-after may be a date, and one that has passed is not waited for', async () => {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString()
    server.reply(
      failure(429, 'slow down', { 'retry-after': at(20) }),
      failure(503, 'slow down', { 'retry-after': at(-20) }),
      text('ok'),
    )
    expect((await chat().generate(hello)).text).toBe('ok')
    expect(slept).toEqual([expect.any(Number), 0])
    expect(slept[0]).toBeGreaterThan(10_000)
    expect(slept[0]).toBeLessThanOrEqual(20_000)
  })

  test("a retry-after of more than a minute is the caller's to wait for", async () => {
    server.reply(failure(429, 'slow down', { 'retry-after': '3600' }))
    expect(await failed(chat().generate(hello))).toMatchObject({
      code: 'lm_rate_limit',
      retryAfterSeconds: 3600,
    })
    expect(slept).toEqual([])
  })

  test('the last error is given when every try failed', async () => {
    server.reply(failure(500, 'down'))
    expect(await failed(chat({ retries: 2 }).generate(hello))).toMatchObject({
      code: 'lm_server',
      status: 500,
    })
    expect(server.requests).toHaveLength(3)
  })

  test.each([400, 401, 402, 404])('%s is not repeated', async (status) => {
    server.reply(failure(status))
    await failed(chat().generate(hello))
    expect(server.requests).toHaveLength(1)
  })
})

describe('with a cache', () => {
  test('an equal request is answered without a call, as a hit of no tokens', async () => {
    const lm = chat({ cache: memoryCache() })
    const first = await lm.generate(hello)
    const second = await lm.generate(structuredClone(hello))
    expect(first).toMatchObject({ cached: false, usage: { calls: 1 } })
    expect(second).toEqual({
      ...first,
      cached: true,
      usage: { calls: 0, cacheHits: 1, inputTokens: 0, outputTokens: 0 },
    })
    expect(server.requests).toHaveLength(1)
  })

  test('another message, setting, schema, tool or rollout id is another request', async () => {
    const lm = chat({ cache: memoryCache() })
    const others: LmRequest[] = [
      { messages: [{ role: 'user', content: 'other' }] },
      { ...hello, temperature: 0.5 },
      { ...hello, responseFormat: { type: 'json' } },
      { ...hello, tools: [{ name: 't', description: '', parameters: { type: 'object' } }] },
      { ...hello, rolloutId: 1 },
      { ...hello, rolloutId: 2 },
    ]
    await lm.generate(hello)
    for (const other of others) expect((await lm.generate(other)).cached).toBe(false)
    expect((await lm.with({ topP: 0.5 }).generate(hello)).cached).toBe(false)
    expect(server.requests).toHaveLength(8)
  })

  test('a setting is the same whether the model or the call sets it', async () => {
    const lm = chat({ cache: memoryCache() })
    await lm.with({ temperature: 0.5 }).generate(hello)
    expect((await lm.generate({ ...hello, temperature: 0.5 })).cached).toBe(true)
  })

  test('what a caller does to an answer changes nothing for the next one', async () => {
    const lm = chat({ cache: memoryCache() })
    server.reply({ kind: 'text', text: '', toolCalls: [{ name: 'a', arguments: '{"x":[1]}' }] })
    const responses = [await lm.generate(hello), await lm.generate(hello)]
    for (const { toolCalls } of responses) {
      const given = toolCalls[0]?.arguments as { x: number[] }
      expect(() => given.x.push(2)).toThrow(TypeError)
    }
    expect((await lm.generate(hello)).toolCalls[0]?.arguments).toEqual({ x: [1] })
  })

  test('cache: false neither reads nor writes', async () => {
    const lm = chat({ cache: memoryCache() })
    await lm.generate(hello, { cache: false })
    expect((await lm.generate(hello)).cached).toBe(false)
    expect((await lm.generate(hello, { cache: false })).cached).toBe(false)
  })

  test('equal requests at the same time share one call', async () => {
    const lm = chat({ cache: memoryCache() })
    const responses = await Promise.all(Array.from({ length: 10 }, () => lm.generate(hello)))
    expect(server.requests).toHaveLength(1)
    expect(responses.filter((response) => response.cached)).toHaveLength(9)
  })

  test('errors and answers cut by length are not kept', async () => {
    const lm = chat({ cache: memoryCache(), retries: 0 })
    server.reply(failure(500), { kind: 'text', text: 'half', finish: 'length' }, text('whole'))
    await failed(lm.generate(hello))
    expect((await lm.generate(hello)).text).toBe('half')
    expect(await lm.generate(hello)).toMatchObject({ text: 'whole', cached: false })
  })

  test('one of two sharers may leave; when both have left, the call ends', async () => {
    const lm = chat({ cache: memoryCache() })
    const [one, two] = [new AbortController(), new AbortController()]
    server.reply({ kind: 'hang' })
    const first = failed(lm.generate(hello, { signal: one.signal }))
    const second = failed(lm.generate(hello, { signal: two.signal }))
    await expect.poll(() => server.requests.length).toBe(1)
    one.abort()
    expect((await first).code).toBe('lm_aborted')
    expect(server.aborted).toBe(0)
    two.abort()
    expect((await second).code).toBe('lm_aborted')
    await expect.poll(() => server.aborted).toBe(1)
    server.reply(text('new'))
    expect((await lm.generate(hello)).text).toBe('new')
  })
})
