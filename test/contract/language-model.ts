import { describe, expect, test } from 'vitest'
import { LmError } from '../../src/error/lm-error.ts'
import type { LanguageModel, LmRequest } from '../../src/lm/language-model.ts'

export const aRequest: LmRequest = {
  messages: [
    { role: 'system', content: 'Answer the question in one sentence.' },
    {
      role: 'user',
      content:
        'question: Where is the tower?\ncontext: The tower is in Paris. It is tall.\nanswer:',
    },
  ],
}

export interface LanguageModelCase {
  readonly lm: LanguageModel
  /** The settings that the latest call arrived with behind the contract, where the test can see it. */
  readonly seenTemperature?: () => unknown
}

/** What every language model keeps, whatever is behind it. `open` gives one that answers any request with some text. */
export const languageModelContract = (
  name: string,
  open: () => Promise<LanguageModelCase & Partial<AsyncDisposable>>,
) => {
  const using = async (body: (opened: LanguageModelCase) => Promise<void>) => {
    const opened = await open()
    try {
      await body(opened)
    } finally {
      await opened[Symbol.asyncDispose]?.()
    }
  }

  describe(`${name} as a language model`, () => {
    test('has an id of provider and model', () =>
      using(async ({ lm }) => expect(lm.id).toMatch(/^[^/]+\/.+/)))

    test('answers with text, a finish reason, its id and one call of usage', () =>
      using(async ({ lm }) => {
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
      }))

    test('answers equal requests equally', () =>
      using(async ({ lm }) =>
        expect((await lm.generate(aRequest)).text).toBe(
          (await lm.generate({ ...aRequest, messages: [...aRequest.messages] })).text,
        ),
      ))

    test('answers many requests at once', () =>
      using(async ({ lm }) => {
        const requests = Array.from(
          { length: 20 },
          (_, at): LmRequest => ({
            messages: [
              { role: 'user', content: `question: ${at}?\ncontext: It is ${at}.\nanswer:` },
            ],
          }),
        )
        const responses = await Promise.all(requests.map((request) => lm.generate(request)))
        expect(responses.every((response) => response.text.length > 0)).toBe(true)
      }))

    test('with gives another model of the same id and leaves the first as it was', () =>
      using(async ({ lm }) => {
        const before = { ...lm.settings }
        const warm = lm.with({ temperature: 0.5 }).with({ maxOutputTokens: 100 })
        expect(warm).not.toBe(lm)
        expect(warm.id).toBe(lm.id)
        expect(warm.settings).toMatchObject({ temperature: 0.5, maxOutputTokens: 100 })
        expect(lm.settings).toEqual(before)
        expect((await warm.generate(aRequest)).text.length).toBeGreaterThan(0)
      }))

    test("a call's setting wins over the model's", () =>
      using(async ({ lm, seenTemperature }) => {
        await lm.with({ temperature: 0.5 }).generate({ ...aRequest, temperature: 0.25 })
        if (seenTemperature) expect(seenTemperature()).toBe(0.25)
        await lm.with({ temperature: 0.75 }).generate(aRequest)
        if (seenTemperature) expect(seenTemperature()).toBe(0.75)
      }))

    test('does not change the request it was given', () =>
      using(async ({ lm }) => {
        const request = structuredClone(aRequest)
        await lm.with({ temperature: 0.1 }).generate(request)
        expect(request).toEqual(aRequest)
      }))

    test('rejects as lm_aborted, with the reason as its cause, when its signal has aborted or aborts', () =>
      using(async ({ lm }) => {
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
          expect(error).toBeInstanceOf(LmError)
          expect(error).toMatchObject({ code: 'lm_aborted', cause: reason })
        }
      }))

    test('gives a response that cannot be changed', () =>
      using(async ({ lm }) => {
        const response = await lm.generate(aRequest)
        expect(() => Object.assign(response, { text: 'x' })).toThrow(TypeError)
        expect(() => (response.toolCalls as unknown[]).push({})).toThrow(TypeError)
      }))

    test.each([
      ['temperature', Number.NaN],
      ['topP', Number.POSITIVE_INFINITY],
      ['seed', Number.NEGATIVE_INFINITY],
      ['maxOutputTokens', '10'],
      ['providerOptions', { x: { y: [Number.NaN] } }],
      ['providerOptions', { x: { y: 1n } }],
    ])('refuses the setting %s of %s as an invalid request that names it', (setting, value) =>
      using(async ({ lm }) => {
        for (const call of [
          () => lm.generate({ ...aRequest, [setting]: value }),
          () => lm.with({ [setting]: value }).generate(aRequest),
        ]) {
          const error = await call().catch((caught: unknown) => caught)
          expect(error).toMatchObject({
            code: 'lm_invalid_request',
            message: expect.stringContaining(setting),
          })
        }
      }),
    )
  })
}
