import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { describe } from 'vitest'
import { languageModelContract } from '../../test/contract/language-model.ts'
import { text } from '../../test/support/provider-reply.ts'
import { providerServer } from '../../test/support/provider-server.ts'
import { memoryCache } from '../lm/cache/lm-cache.ts'
import { cassette } from '../lm/cassette/cassette.ts'
import { languageModel, type ProviderModel } from '../lm/provider/provider-model.ts'
import { offline } from './offline.ts'
import { scripted } from './scripted.ts'

const overHttp = (make: (baseURL: string) => ProviderModel) => async () => {
  const server = await providerServer(text('In Paris.'))
  return {
    lm: languageModel(make(server.baseURL)),
    seenTemperature: () => server.requests.at(-1)?.body.temperature as unknown,
    [Symbol.asyncDispose]: server.close,
  }
}

describe('every implementation keeps the contract', () => {
  languageModelContract('offline', async () => ({ lm: offline() }))
  languageModelContract('scripted', async () => {
    const lm = scripted(() => 'In Paris.')
    return { lm, seenTemperature: () => lm.requests.at(-1)?.temperature }
  })
  languageModelContract(
    'the OpenAI package, chat',
    overHttp((baseURL) => createOpenAI({ baseURL, apiKey: 'test' }).chat('gpt-test')),
  )
  languageModelContract(
    'the OpenAI package, responses',
    overHttp((baseURL) => createOpenAI({ baseURL, apiKey: 'test' })('gpt-test')),
  )
  languageModelContract(
    'the OpenAI-compatible package',
    overHttp((baseURL) => createOpenAICompatible({ name: 'local', baseURL })('some-model')),
  )
  languageModelContract(
    'the Anthropic package',
    overHttp((baseURL) => createAnthropic({ baseURL, apiKey: 'test' })('claude-haiku-4-5')),
  )
  languageModelContract('a cassette that records', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ashlar-cassette-')), 'tape.jsonl')
    return { lm: cassette(file, offline(), { mode: 'record' }) }
  })
  languageModelContract('offline with an empty cache for every call', async () => ({
    lm: offline({ cache: memoryCache({ maxEntries: 0 }) }),
  }))
})
