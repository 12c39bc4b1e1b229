import type { LanguageModel, LmRequest } from '../lm/language-model.ts'
import { LmError } from '../error/lm-error.ts'
import {
  declareContract,
  type Skip,
  type TestRunner,
  type TitleOf,
  type Tests,
} from './contract.ts'
import { expect } from './expect.ts'

const aRequest: LmRequest = {
  messages: [
    { role: 'system', content: 'Answer the question in one sentence.' },
    {
      role: 'user',
      content:
        'question: Where is the tower?\ncontext: The tower is in Paris. It is tall.\nanswer:',
    },
  ],
}

export interface LanguageModelFixture {
  /** A model that answers any request with some text. */
  readonly lm: LanguageModel
  /** The temperature that the latest call had where it arrived, if the test can see it. */
  readonly seenTemperature?: () => unknown
}

const answers = {
  'has an id of provider and model': async ({ lm }: LanguageModelFixture) =>
    expect(lm.id).toMatch(/^[^/]+\/.+/),
  'answers with text, a finish reason, its id and one call of usage': async ({
    lm,
  }: LanguageModelFixture) => {
    const response = await lm.generate(aRequest)
    expect(response.text.length).toBeGreaterThan(0)
    expect(response).toMatchObject({
      toolCalls: [],
      finishReason: 'stop',
      model: lm.id,
      cached: false,
      usage: { calls: 1, cacheHits: 0 },
    })
    expect(response.usage.inputTokens).toBeGreaterThan(0)
    expect(response.usage.outputTokens).toBeGreaterThan(0)
  },
  'answers equal requests equally': async ({ lm }: LanguageModelFixture) =>
    expect((await lm.generate(aRequest)).text).toBe(
      (await lm.generate({ ...aRequest, messages: [...aRequest.messages] })).text,
    ),
  'answers many requests at once': async ({ lm }: LanguageModelFixture) => {
    const requests = Array.from(
      { length: 20 },
      (_, at): LmRequest => ({
        messages: [{ role: 'user', content: `question: ${at}?\ncontext: It is ${at}.\nanswer:` }],
      }),
    )
    const responses = await Promise.all(requests.map((request) => lm.generate(request)))
    expect(responses.every((response) => response.text.length > 0)).toBe(true)
  },
  'with returns another model of the same ID and leaves the first as it was': async ({
    lm,
  }: LanguageModelFixture) => {
    const before = { ...lm.settings }
    const warm = lm.with({ temperature: 0.5 }).with({ maxOutputTokens: 100 })
    expect(warm === lm).toBe(false)
    expect(warm.id).toBe(lm.id)
    expect(warm.settings).toMatchObject({ temperature: 0.5, maxOutputTokens: 100 })
    expect(lm.settings).toEqual(before)
    expect((await warm.generate(aRequest)).text.length).toBeGreaterThan(0)
  },
  "a call's setting wins over the model's": async ({
    lm,
    seenTemperature,
  }: LanguageModelFixture) => {
    await lm.with({ temperature: 0.5 }).generate({ ...aRequest, temperature: 0.25 })
    if (seenTemperature) expect(seenTemperature()).toBe(0.25)
    await lm.with({ temperature: 0.75 }).generate(aRequest)
    if (seenTemperature) expect(seenTemperature()).toBe(0.75)
  },
  'does not change the request it was given': async ({ lm }: LanguageModelFixture) => {
    const request = structuredClone(aRequest)
    await lm.with({ temperature: 0.1 }).generate(request)
    expect(request).toEqual(aRequest)
  },
  'rejects as lm_aborted, with the reason as its cause, when its signal has aborted or aborts':
    async ({ lm }: LanguageModelFixture) => {
      const reason = new Error('enough')
      const controller = new AbortController()
      const during = lm.generate(
        { ...aRequest, rolloutId: 'during' },
        { signal: controller.signal },
      )
      controller.abort(reason)
      const before = lm.generate(aRequest, { signal: AbortSignal.abort(reason) })
      for (const error of await Promise.all(
        [before, during].map((call) => call.catch((caught: unknown) => caught)),
      )) {
        expect(LmError.isInstance(error)).toBe(true)
        expect(error).toMatchObject({ code: 'lm_aborted', cause: reason })
      }
    },
  'returns a response that cannot be changed': async ({ lm }: LanguageModelFixture) => {
    const response = await lm.generate(aRequest)
    expect(Reflect.set(response, 'text', 'x')).toBe(false)
    expect(Object.isFrozen(response.toolCalls)).toBe(true)
  },
} satisfies Tests<LanguageModelFixture>

const unfit: readonly (readonly [string, unknown])[] = [
  ['temperature', Number.NaN],
  ['topP', Number.POSITIVE_INFINITY],
  ['seed', Number.NEGATIVE_INFINITY],
  ['maxOutputTokens', '10'],
  ['providerOptions', { x: { y: [Number.NaN] } }],
  ['providerOptions', { x: { y: 1n } }],
]
const settings = {
  'a setting that cannot be sent is refused as an invalid request that names it': async ({
    lm,
  }: LanguageModelFixture) => {
    for (const [setting, value] of unfit)
      for (const call of [
        () => lm.generate({ ...aRequest, [setting]: value }),
        async () => lm.with({ [setting]: value }).generate(aRequest),
      ]) {
        const error = await call().catch((caught: unknown) => caught)
        expect(error).toMatchObject({ code: 'lm_invalid_request' })
        expect((error as Error).message).toContain(setting)
      }
  },
} satisfies Tests<LanguageModelFixture>

const groups = { answers, settings }

export interface LanguageModelContractOptions {
  /** Which model it is, for the titles. */
  readonly name: string
  /** A model for each test; where it is disposable, it is disposed of after it. */
  readonly open: () => Promise<LanguageModelFixture & Partial<AsyncDisposable>>
  readonly skip?: readonly Skip<TitleOf<typeof groups>>[]
}

/** What every language model does, whatever is behind it. */
export const languageModelContract = (
  runner: TestRunner,
  { name, open, skip }: LanguageModelContractOptions,
): void =>
  declareContract<LanguageModelFixture, typeof groups>(runner, {
    name,
    groups,
    skip,
    using: async (body) => {
      const opened = await open()
      try {
        await body(opened)
      } finally {
        await opened[Symbol.asyncDispose]?.()
      }
    },
  })
