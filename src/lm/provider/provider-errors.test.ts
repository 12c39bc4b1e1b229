import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json, text } from '../../../test/support/provider-reply.ts'
import {
  accounts,
  broken,
  groups,
  KEY,
  rateLimits,
  within,
  openai,
} from '../../../test/support/provider-error-replies.ts'
import { type ProviderServer, providerServer } from '../../../test/support/provider-server.ts'
import { LmError } from '../../error/lm-error.ts'
import { predict } from '../../module/predict/predict.ts'
import type { LmRequest } from '../language-model.ts'
import { embedder } from './provider-embedder.ts'
import { languageModel, type ProviderModel } from './provider-model.ts'

const hello: LmRequest = { messages: [{ role: 'user', content: 'Hello, private question' }] }
const quick = { sleep: async () => {}, random: () => 0.5 }

let server: ProviderServer
beforeAll(async () => {
  server = await providerServer(text('hi'))
})
afterAll(() => server.close())

const packages: Readonly<Record<string, (baseURL: string) => ProviderModel>> = {
  'OpenAI, chat': (baseURL) => createOpenAI({ baseURL, apiKey: KEY }).chat('m'),
  'OpenAI, responses': (baseURL) => createOpenAI({ baseURL, apiKey: KEY })('m'),
  'OpenAI-compatible': (baseURL) =>
    createOpenAICompatible({ name: 'local', baseURL, apiKey: KEY })('m'),
  Anthropic: (baseURL) => createAnthropic({ baseURL, apiKey: KEY })('m'),
}

const RETRIED = new Set(['lm_rate_limit', 'lm_server', 'lm_timeout', 'lm_transport'])

const failed = async (promise: Promise<unknown>): Promise<LmError> => {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(LmError)
  return error as LmError
}
const whole = (error: LmError): string =>
  `${error.message} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error.variables)} ${String((error.cause as Error | undefined)?.stack)}`

for (const [group, rows] of Object.entries(groups)) {
  describe.each(rows)(`an error ${group} $name`, ({ reply, code, says }) => {
    test.each(Object.entries(packages))(
      `is ${code} through the package of %s, repeated only where that helps, in the provider's words`,
      async (_, make) => {
        const before = server.requests.length
        server.reply(reply)
        const error = await failed(
          languageModel(make(server.baseURL), { ...quick, retries: 1 }).generate(hello),
        )
        expect([error.code, error.retryable]).toEqual([code, RETRIED.has(code)])
        expect(server.requests.length - before).toBe(RETRIED.has(code) ? 2 : 1)
        if (says) expect(error.message).toContain(says)
        expect(whole(error)).not.toMatch(/private question|plainkeywithout/)
      },
    )
  })
}

test.each([...rateLimits, ...accounts, ...within, ...broken])(
  'an embedder judges $name by the same rules',
  async ({ reply, code }) => {
    server.reply(reply)
    const model = createOpenAI({ baseURL: server.baseURL, apiKey: KEY }).embeddingModel('e')
    const error = await failed(
      embedder(model, { ...quick, retries: 0, dimensions: 2 }).embed(['x']),
    )
    expect(error.code).toBe(code)
  },
)

describe('what the model withholds is its finish reason, after one call', () => {
  const choice = (message: object, finish_reason: string) =>
    json({
      id: 'c',
      object: 'chat.completion',
      created: 0,
      model: 'm',
      choices: [
        { index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason },
      ],
    })
  test.each([
    ['a filter that left nothing', choice({}, 'content_filter'), 'content-filter'],
    ['a refusal', choice({ refusal: 'I cannot help with that.' }, 'stop'), 'content-filter'],
    ['reasoning that took all tokens', choice({}, 'length'), 'length'],
  ] as const)('%s', async (_, reply, finishReason) => {
    server.reply(reply)
    for (const name of ['OpenAI, chat', 'OpenAI-compatible'] as const) {
      const before = server.requests.length
      expect(
        await languageModel(packages[name]!(server.baseURL), quick).generate(hello),
      ).toMatchObject({ finishReason })
      expect(server.requests.length - before).toBe(1)
    }
  })
})

describe('a module whose model withholds its answer fails after one call, without another form being tried', () => {
  test.each([
    ['content-filter', '', 'lm_content_filter'],
    ['content-filter', '[[ ## answer ## ]]\nThe report', 'lm_content_filter'],
    ['length', '', 'lm_output_limit'],
    ['length', '[[ ## answer ## ]]\nThe report', 'lm_output_limit'],
  ] as const)('%s of %j is %s', async (finish, said, code) => {
    server.reply({ kind: 'text', text: said, finish })
    const names =
      finish === 'length'
        ? Object.keys(packages)
        : ['OpenAI, chat', 'OpenAI-compatible', 'Anthropic']
    for (const name of names) {
      const before = server.requests.length
      const error = await failed(
        predict('question -> answer')(
          { question: 'x' },
          { lm: languageModel(packages[name]!(server.baseURL), quick) },
        ),
      )
      expect([name, error.code, server.requests.length - before]).toEqual([name, code, 1])
    }
  })
})

describe('no secret in use is in an error', () => {
  const keys = [
    'abcdefgh',
    'mZ81kQp0',
    '3f9a'.repeat(8),
    `eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl`,
    'key with spaces in it',
  ]
  test.each(keys)('%s, quoted by the provider in any form', async (key) => {
    for (const quote of [
      `Incorrect key ${key}.`,
      `key=${key}`,
      `"${key}" is unknown`,
      `(${key})`,
    ]) {
      server.reply(json(openai(quote), 401), json(openai(quote), 400))
      for (const make of [
        createOpenAI({ baseURL: server.baseURL, apiKey: key }).chat('m'),
        createAnthropic({ baseURL: server.baseURL, apiKey: key })('m'),
      ])
        expect(
          whole(await failed(languageModel(make, { ...quick, retries: 0 }).generate(hello))),
        ).not.toContain(key)
    }
  })

  test.each(['p4ssw0rd', 'p%40ss%3Aword', 'a.b.c-d_e'])(
    'the password %s of a base URL, in message, cause and stack',
    async (password) => {
      const baseURL = server.baseURL.replace('://', `://user:${password}@`)
      for (const make of Object.values(packages)) {
        const error = await failed(
          languageModel(make(baseURL), { ...quick, retries: 0 }).generate(hello),
        )
        expect(whole(error)).not.toContain(password)
        expect(whole(error)).not.toContain(decodeURIComponent(password))
      }
    },
  )
})
