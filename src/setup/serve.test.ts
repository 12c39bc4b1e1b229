import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languageModelContract } from '../testing/language-model-contract.ts'
import { embedder } from '../lm/provider/provider-embedder.ts'
import { languageModel } from '../lm/provider/provider-model.ts'
import { hashing } from '../offline/hashing.ts'
import { type LmHttpServer, serve } from './serve.ts'

let server: LmHttpServer
beforeAll(async () => {
  server = await serve()
})
afterAll(() => server.close())

const post = async (path: string, body: unknown) => {
  const response = await fetch(`${server.baseURL}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  // oxlint-disable-next-line typescript/no-explicit-any -- a body as it came over the wire
  return { status: response.status, body: (await response.json()) as any }
}
const question = {
  model: 'offline',
  messages: [
    {
      role: 'user',
      content:
        'question: Where is the tower?\ncontext: The tower is in Paris. The river is in Rome.\nanswer:',
    },
  ],
}

languageModelContract(
  { describe, test },
  {
    name: 'the offline server through the OpenAI-compatible package',
    open: async () => ({
      lm: languageModel(
        createOpenAICompatible({ name: 'local', baseURL: server.baseURL })('offline'),
      ),
    }),
  },
)

describe('chat completions', () => {
  test('answer with text and usage', async () => {
    const { body } = await post('/chat/completions', question)
    expect(body).toMatchObject({
      object: 'chat.completion',
      model: 'offline',
      choices: [{ index: 0, message: { role: 'assistant' }, finish_reason: 'stop' }],
    })
    expect(body.choices[0].message.content).toContain('Paris')
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens)
  })

  test('follow the references of a schema, also one that refers to itself', async () => {
    const person = {
      type: 'object',
      properties: { name: { type: 'string' }, year: { type: 'integer' } },
      required: ['name', 'year'],
    }
    const node = {
      type: 'object',
      properties: {
        year: { $ref: '#/$defs/Year' },
        parts: { type: 'array', items: { $ref: '#/$defs/Node' } },
      },
    }
    const schema = {
      $defs: {
        P: person,
        Year: { type: 'integer' },
        Node: node,
        'a/b~c': { type: 'array', items: { $ref: '#/$defs/P' } },
      },
      type: 'object',
      properties: {
        person: { $ref: '#/$defs/P' },
        people: { $ref: '#/$defs/a~1b~0c' },
        tree: { $ref: '#/$defs/Node' },
      },
    }
    const messages = [
      { role: 'user', content: 'Ada Berg founded the line in 1921. Extract the person.' },
    ]
    const { body } = await post('/chat/completions', {
      model: 'offline',
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
    })
    const { person: found, people, tree } = JSON.parse(body.choices[0].message.content)
    expect(found).toEqual({ name: expect.stringContaining('Ada Berg'), year: 1921 })
    expect(Array.isArray(people)).toBe(true)
    expect(tree).toEqual({ year: 1921, parts: [] })
  })
  test('a JSON schema is answered by an object that fits it', async () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, certain: { type: 'boolean' } },
      required: ['city', 'certain'],
      additionalProperties: false,
    }
    const { body } = await post('/chat/completions', {
      ...question,
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema } },
    })
    const answer = JSON.parse(body.choices[0].message.content)
    expect(Object.keys(answer)).toEqual(['city', 'certain'])
    expect(typeof answer.certain).toBe('boolean')
  })

  test('a tool is called, and its result answered from', async () => {
    const lm = languageModel(createOpenAI({ baseURL: server.baseURL, apiKey: 'x' }).chat('offline'))
    const tools = [
      {
        name: 'get_weather',
        description: 'The weather of a city.',
        parameters: {
          type: 'object',
          properties: { city: { type: 'string' } },
          required: ['city'],
        },
      },
      {
        name: 'send_mail',
        description: 'Sends a mail to a person.',
        parameters: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
      },
    ] as const
    const user = { role: 'user', content: 'What is the weather in "Paris"?' } as const
    const first = await lm.generate({ messages: [user], tools })
    expect(first).toMatchObject({
      finishReason: 'tool-calls',
      toolCalls: [{ name: 'get_weather', arguments: { city: 'Paris' } }],
    })
    const call = first.toolCalls[0]!
    const second = await lm.generate({
      messages: [
        user,
        { role: 'assistant', content: '', toolCalls: [call] },
        {
          role: 'tool',
          content: 'The weather in Paris is sunny.',
          toolCallId: call.id,
          toolName: call.name,
        },
      ],
      tools,
    })
    expect(second).toMatchObject({ finishReason: 'stop', toolCalls: [] })
    expect(second.text).toContain('sunny')
  })

  test('n answers come in one response, and are repeatable', async () => {
    const asked = { ...question, n: 3, temperature: 1, seed: 4 }
    const [one, two] = [
      await post('/chat/completions', asked),
      await post('/chat/completions', asked),
    ]
    expect(one.body.choices).toHaveLength(3)
    expect(two.body.choices).toEqual(one.body.choices)
  })

  test('a stream holds the same text, then usage, then [DONE]', async () => {
    const whole = await post('/chat/completions', question)
    const response = await fetch(`${server.baseURL}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...question, stream: true, stream_options: { include_usage: true } }),
      headers: { 'content-type': 'application/json' },
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const lines = (await response.text())
      .split('\n')
      .flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
    expect(lines.at(-1)).toBe('[DONE]')
    const chunks = lines.slice(0, -1).map((line) => JSON.parse(line))
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      whole.body.choices[0].message.content,
    )
    expect(chunks.at(-1).usage).toEqual(whole.body.usage)
  })

  test.each([
    ['not JSON', 'not valid JSON', '{"model":'],
    ['no messages', 'messages', { model: 'x' }],
    ['an empty list of messages', 'messages', { model: 'x', messages: [] }],
    [
      'a role that does not exist',
      'messages.0.role',
      { model: 'x', messages: [{ role: 'robot', content: 'a' }] },
    ],
    ['a temperature out of range', 'temperature', { ...question, temperature: 9 }],
    [
      'an image',
      'image_url',
      {
        model: 'x',
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://x' } }] },
        ],
      },
    ],
    [
      'a schema format without a schema',
      'response_format.json_schema',
      { ...question, response_format: { type: 'json_schema' } },
    ],
  ])('%s gets a 400 that says so', async (_, said, body) => {
    const answer = await post('/chat/completions', body)
    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatchObject({ type: 'invalid_request_error' })
    expect(`${answer.body.error.message} ${answer.body.error.param}`).toContain(said)
  })
})

describe('the other routes', () => {
  test('embeddings are those of hashing(), also through the OpenAI package', async () => {
    const remote = embedder(
      createOpenAI({ baseURL: server.baseURL, apiKey: 'x' }).embedding('hashing'),
      { dimensions: 384 },
    )
    const [far] = await remote.embed(['a tower in Paris'])
    const [near] = await hashing().embed(['a tower in Paris'])
    expect(far!.length).toBe(384)
    expect(far!.every((value, at) => Math.abs(value - near![at]!) < 1e-6)).toBe(true)
  })

  test('models are listed; an unknown one and an unknown path are 404 with a reason', async () => {
    const list = await (await fetch(`${server.baseURL}/models`)).json()
    expect(list).toMatchObject({ data: [{ id: 'offline' }, { id: 'hashing' }] })
    expect((await fetch(`${server.baseURL}/models/nope`)).status).toBe(404)
    expect(await post('/completions', {})).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('/v1/completions') } },
    })
  })

  test('a port that is taken rejects', async () => {
    await expect(serve({ port: Number(new URL(server.baseURL).port) })).rejects.toMatchObject({
      code: 'listen_failed',
    })
  })
})
