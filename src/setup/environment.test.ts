import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { text } from '../../test/support/provider-reply.ts'
import { type ProviderServer, providerServer } from '../../test/support/provider-server.ts'
import { embedderFromEnv, lmFromEnv } from './lm-from-env.ts'

const hello = { messages: [{ role: 'user', content: 'hello' }] } as const
let server: ProviderServer
beforeEach(async () => {
  server = await providerServer(text('hi'))
})
afterEach(() => server.close())

describe('lmFromEnv', () => {
  test.each([{}, { ASHLAR_MODEL: '' }, { ASHLAR_MODEL: 'offline', OPENAI_API_KEY: 'x' }])(
    '%j is offline, and says how to set a model',
    async (env) => {
      const { lm, description } = await lmFromEnv(env)
      expect(lm.id).toBe('ashlar/offline')
      expect(description).toContain('ASHLAR_MODEL')
    },
  )

  test('OPENAI_API_KEY goes before ANTHROPIC_API_KEY, ASHLAR_MODEL before both', async () => {
    expect((await lmFromEnv({ OPENAI_API_KEY: 'a', ANTHROPIC_API_KEY: 'b' })).lm.id).toMatch(
      /^openai\//,
    )
    expect((await lmFromEnv({ ANTHROPIC_API_KEY: 'b' })).lm.id).toMatch(/^anthropic\//)
    const named = await lmFromEnv({
      OPENAI_API_KEY: 'a',
      ANTHROPIC_API_KEY: 'b',
      ASHLAR_MODEL: 'anthropic/claude-x',
    })
    expect(named.lm.id).toBe('anthropic/claude-x')
    expect(named.description).toBe('anthropic/claude-x answers (chosen by ASHLAR_MODEL)')
  })

  test('OPENAI_BASE_URL alone reaches any compatible server by chat completions, without a key', async () => {
    const { lm, description } = await lmFromEnv({
      OPENAI_BASE_URL: server.baseURL,
      ASHLAR_MODEL: 'openai/org/local-model',
    })
    expect((await lm.generate(hello)).text).toBe('hi')
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: { model: 'org/local-model' },
    })
    expect(description).toContain(new URL(server.baseURL).host)
  })

  test('a key is sent, and is not in the description', async () => {
    const { lm, description } = await lmFromEnv({
      ANTHROPIC_API_KEY: 'secret-key',
      ANTHROPIC_BASE_URL: server.baseURL,
    })
    await lm.generate(hello)
    expect(server.requests[0]?.headers['x-api-key']).toBe('secret-key')
    expect(description).not.toContain('secret-key')
  })

  test('a package that is not installed is named with the command that installs it', async () => {
    await expect(lmFromEnv({ ASHLAR_MODEL: 'mistral/small' })).rejects.toThrow(
      'npm install @ai-sdk/mistral',
    )
  })

  test.each(['openai', 'openai/', '/x'])(
    'ASHLAR_MODEL=%s says what it should look like',
    async (ASHLAR_MODEL) => {
      await expect(lmFromEnv({ ASHLAR_MODEL })).rejects.toThrow('provider/model')
    },
  )

  test('a provider name that is a path is refused', async () => {
    await expect(lmFromEnv({ ASHLAR_MODEL: '../evil/model' })).rejects.toThrow(
      'not the name of a provider package',
    )
  })
})

describe('embedderFromEnv', () => {
  test('nothing set, or a base URL alone, is hashing', async () => {
    expect((await embedderFromEnv({})).embedder.id).toBe('ashlar/hashing-384')
    expect(
      (await embedderFromEnv({ OPENAI_API_KEY: 'x', OPENAI_BASE_URL: server.baseURL })).embedder.id,
    ).toBe('ashlar/hashing-384')
    expect((await embedderFromEnv({ OPENAI_API_KEY: 'x' })).embedder).toMatchObject({
      id: 'openai/text-embedding-3-small',
      dimensions: 1536,
    })
  })

  test('a named embedder needs its dimensions and embeds in batches', async () => {
    const env = { ASHLAR_EMBEDDER: 'openai/local-embed', OPENAI_BASE_URL: server.baseURL }
    await expect(embedderFromEnv(env)).rejects.toThrow('ASHLAR_EMBEDDER_DIMENSIONS')
    const { embedder } = await embedderFromEnv({ ...env, ASHLAR_EMBEDDER_DIMENSIONS: '4' })
    server.reply({ kind: 'embeddings', dimensions: 4 })
    expect(await embedder.embed(Array.from({ length: 150 }, () => 'text'))).toHaveLength(150)
    expect(server.requests).toHaveLength(2)
  })

  test('vectors of another length than declared are refused', async () => {
    const { embedder } = await embedderFromEnv({
      ASHLAR_EMBEDDER: 'openai/e',
      OPENAI_BASE_URL: server.baseURL,
      ASHLAR_EMBEDDER_DIMENSIONS: '5',
    })
    server.reply({ kind: 'embeddings', dimensions: 4 })
    await expect(embedder.embed(['a'])).rejects.toThrow('declared with 5 dimensions')
  })
})
