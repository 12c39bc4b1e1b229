import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { describe, test } from 'vitest'
import {
  languageModelContract,
  type LanguageModelContractOptions,
} from '../testing/language-model-contract.ts'
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

const contract = (name: string, open: LanguageModelContractOptions['open']) =>
  languageModelContract({ describe, test }, { name: `${name} as a language model`, open })

describe('every implementation keeps the contract', () => {
  contract('offline', async () => ({ lm: offline() }))
  contract('scripted', async () => {
    const lm = scripted(() => 'In Paris.')
    return { lm, seenTemperature: () => lm.requests.at(-1)?.temperature }
  })
  contract(
    'the OpenAI package, chat',
    overHttp((baseURL) => createOpenAI({ baseURL, apiKey: 'test' }).chat('gpt-test')),
  )
  contract(
    'the OpenAI package, responses',
    overHttp((baseURL) => createOpenAI({ baseURL, apiKey: 'test' })('gpt-test')),
  )
  contract(
    'the OpenAI-compatible package',
    overHttp((baseURL) => createOpenAICompatible({ name: 'local', baseURL })('some-model')),
  )
  contract(
    'the Anthropic package',
    overHttp((baseURL) => createAnthropic({ baseURL, apiKey: 'test' })('claude-haiku-4-5')),
  )
  contract('a cassette that records', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ashlar-cassette-')), 'tape.jsonl')
    return { lm: cassette(file, offline(), { mode: 'record' }) }
  })
  contract('offline with an empty cache for every call', async () => ({
    lm: offline({ cache: memoryCache({ maxEntries: 0 }) }),
  }))
})
