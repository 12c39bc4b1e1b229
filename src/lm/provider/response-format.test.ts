import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, type ProviderReply, text } from '../../../test/support/provider-reply.ts'
import { type ProviderServer, providerServer } from '../../../test/support/provider-server.ts'
import { AdapterParseError } from '../../adapter/adapter-parse-error.ts'
import { predict } from '../../module/predict/predict.ts'
import { inspect } from '../../module/prediction.ts'
import { languageModel, type LanguageModelOptions } from './provider-model.ts'

let server: ProviderServer
beforeEach(async () => {
  server = await providerServer(text('hi'))
})
afterEach(() => server.close())

const compatible = (options: LanguageModelOptions = {}, supportsStructuredOutputs = true) =>
  languageModel(
    createOpenAICompatible({ name: 'local', baseURL: server.baseURL, supportsStructuredOutputs })(
      'm',
    ),
    options,
  )
const ask = predict('question -> answer', { adapter: 'json' })
const error = (message: string, more: object = {}) => ({
  error: { message, type: 'invalid_request_error', code: null, param: null, ...more },
})
/** A server that refuses any response format so, and answers without one. */
const refusing =
  (refusal: ProviderReply, answer = '{"answer": "Paris"}') =>
  ({
    body,
  }: {
    readonly body: {
      readonly response_format?: unknown
      readonly text?: { readonly format?: unknown }
    }
  }): ProviderReply =>
    body.response_format === undefined && body.text?.format === undefined ? text(answer) : refusal
const formats = () =>
  server.requests.map(({ body }) => body.response_format?.type ?? body.text?.format?.type)

const refusals: readonly (readonly [string, ProviderReply])[] = [
  [
    'OpenAI',
    json(
      error(
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        { param: 'response_format' },
      ),
      400,
    ),
  ],
  [
    'OpenAI, of a schema',
    json(
      error(
        "Invalid schema for response_format 'Answer': In context=(), 'oneOf' is not permitted.",
        { param: 'response_format' },
      ),
      400,
    ),
  ],
  [
    'OpenAI, by its parameter alone',
    json(error('Unsupported value.', { param: 'response_format', code: 'unsupported_value' }), 400),
  ],
  ['LM Studio', json({ error: "'response_format.type' must be 'json_schema'" }, 400)],
  [
    'vLLM',
    json(
      {
        object: 'error',
        message: "[{'loc': ('body', 'response_format', 'type'), 'msg': 'unexpected value'}]",
        type: 'BadRequestError',
        code: 400,
      },
      400,
    ),
  ],
  [
    'FastAPI',
    json(
      { detail: [{ loc: ['body', 'response_format'], msg: 'extra fields not permitted' }] },
      422,
    ),
  ],
  [
    'llama.cpp',
    json(
      {
        error: {
          code: 400,
          message:
            'response_format type must be one of "text" or "json_object", but got: json_schema',
          type: 'invalid_request_error',
        },
      },
      400,
    ),
  ],
  [
    'llama.cpp, of a schema',
    json(
      { error: { code: 400, message: 'failed to parse grammar', type: 'invalid_request_error' } },
      400,
    ),
  ],
  [
    'Ollama',
    json(
      error(
        'json: cannot unmarshal object into Go struct field ChatCompletionRequest.response_format of type string',
      ),
      400,
    ),
  ],
  ['Groq', json(error('This model does not support response format `json_schema`.'), 400)],
  [
    'Groq, of its own answer',
    json(error('Failed to generate JSON.', { code: 'json_validate_failed' }), 400),
  ],
  ['DeepSeek', json(error('This response_format type is unavailable now'), 400)],
  ['a server that lacks it', json({ message: 'response_format is not implemented' }, 501)],
]

describe.each(refusals)('a response format that is refused as %s does', (_, refusal) => {
  test('is left out once, and from then on at once, also of a copy with other settings', async () => {
    server.reply(refusing(refusal))
    const lm = compatible({ retries: 0 })
    expect((await ask({ question: 'a' }, { lm })).answer).toBe('Paris')
    expect((await ask({ question: 'b' }, { lm })).answer).toBe('Paris')
    expect((await ask({ question: 'c' }, { lm: lm.with({ temperature: 1 }) })).answer).toBe('Paris')
    expect(formats()).toEqual(['json_schema', undefined, undefined, undefined])
  })

  test('is left out of the Responses interface too', async () => {
    server.reply(refusing(refusal))
    const lm = languageModel(createOpenAI({ baseURL: server.baseURL, apiKey: 'k' })('m'), {
      retries: 0,
    })
    expect((await ask({ question: 'a' }, { lm })).answer).toBe('Paris')
    expect(formats()).toEqual(['json_schema', undefined])
  })
})

test('a response format of JSON without a schema is left out alike', async () => {
  server.reply(refusing(json({ error: "'response_format.type' must be 'json_schema'" }, 400)))
  expect((await ask({ question: 'a' }, { lm: compatible({ retries: 0 }, false) })).answer).toBe(
    'Paris',
  )
  expect(formats()).toEqual(['json_object', undefined])
})

test('what a prediction shows of its request has no response format that was left out', async () => {
  server.reply(refusing(json({ error: "'response_format.type' must be 'json_schema'" }, 400)))
  const lm = compatible({ retries: 0, settings: { temperature: 1 } }, false)
  for (const question of ['a', 'b']) {
    const [call] = inspect(await ask({ question }, { lm })) ?? []
    expect(call?.request).toMatchObject({ temperature: 1 })
    expect(call?.request.responseFormat).toBeUndefined()
  }
})

test('another error of the request is not repeated without its response format', async () => {
  server.reply(json(error("'temperature' exceeds the maximum of 1"), 400))
  await expect(ask({ question: 'a' }, { lm: compatible({ retries: 0 }) })).rejects.toMatchObject({
    code: 'lm_invalid_request',
  })
  expect(server.requests).toHaveLength(1)
})

test('a request that is refused without its response format too is refused with the last words, and nothing is remembered', async () => {
  server.reply(
    json(error('Invalid schema for response_format'), 400),
    json(error('the model is retired'), 400),
    text('{"answer": "Paris"}'),
  )
  const lm = compatible({ retries: 0 })
  await expect(ask({ question: 'a' }, { lm })).rejects.toThrow('the model is retired')
  await ask({ question: 'a' }, { lm })
  expect(formats()).toEqual(['json_schema', undefined, 'json_schema'])
})

test('a model that is known to take no response format is not sent one', async () => {
  server.reply(text('{"answer": "Paris"}'))
  for (const supports of [{ responseFormat: false }, { responseSchema: false }])
    await ask({ question: 'a' }, { lm: compatible({ supports }) })
  expect(formats()).toEqual([undefined, undefined])
  await ask(
    { question: 'a' },
    { lm: compatible({ supports: { responseSchema: false, responseFormat: true } }) },
  )
  expect(formats()).toEqual([undefined, undefined, 'json_object'])
})

test('where the fallback’s request is refused, the error is that of the answer that could not be read, with the refusal as its cause', async () => {
  server.reply(text('I would say Paris.'), json(error('No such parameter'), 400))
  const failure = await predict('question -> answer, score: float')(
    { question: 'a' },
    { lm: compatible({ retries: 0 }) },
  ).catch((thrown: unknown) => thrown)
  expect(failure).toBeInstanceOf(AdapterParseError)
  expect(failure).toMatchObject({
    adapter: 'chat',
    response: 'I would say Paris.',
    cause: { code: 'lm_invalid_request' },
  })
})
