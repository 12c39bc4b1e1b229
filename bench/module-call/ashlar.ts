import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { languageModel } from '../../src/lm/provider/provider-model.ts'
import { predict } from '../../src/module/predict/predict.ts'

export const question = 'What is the capital of France?'

const signature = 'question -> answer: string, confidence: float'

const model = (url: string, layout: string, fetch?: typeof globalThis.fetch) =>
  languageModel(
    createOpenAICompatible({
      name: 'scripted',
      baseURL: `${url}/${layout}`,
      apiKey: 'key',
      supportsStructuredOutputs: true,
      ...(fetch ? { fetch } : {}),
    })('scripted'),
  )

/**
 * A module call as an application makes it: the default chat adapter, or the JSON adapter with the
 * provider's response schema. No cache.
 */
export const ashlarCall = (url: string, layout: 'chat' | 'json') => {
  const lm = model(url, layout)
  const module = predict(signature, { adapter: layout })
  return () => module({ question }, { lm })
}

export interface SentRequest {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** What Ashlar puts on the wire, to the byte. */
export const sentByAshlar = async (url: string): Promise<SentRequest> => {
  let sent: SentRequest | undefined
  const lm = model(url, 'chat', async (input, init) => {
    const request = new Request(input, init)
    sent = {
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.clone().text(),
    }
    return globalThis.fetch(request)
  })
  await predict(signature)({ question }, { lm })
  if (!sent) throw new Error('Ashlar sent nothing')
  return sent
}
