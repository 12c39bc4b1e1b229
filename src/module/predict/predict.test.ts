import { describe, expect, test } from 'vitest'
import { answering } from '../../../test/support/answering-lm.ts'
import { AdapterParseError } from '../../adapter/adapter-parse-error.ts'
import { type Adapter, adapterKey } from '../../adapter/adapter.ts'
import { configure } from '../../adapter/configure.ts'
import { jsonAdapter } from '../../adapter/json-adapter.ts'
import { Context, signalKey } from '../../context/context.ts'
import { LmRateLimitError } from '../../error/lm-error.ts'
import { lmKey } from '../../lm/language-model.ts'
import { trackUsage } from '../../lm/usage.ts'
import { scripted } from '../../offline/scripted.ts'
import { Signature } from '../../signature/signature.ts'
import { t } from '../../type/t.ts'
import type { TraceEntry } from '../module.ts'
import { runOf, usageOf } from '../prediction.ts'
import { chainOfThought } from './chain-of-thought.ts'
import { predict } from './predict.ts'

class Classify extends Signature('Classify the ticket.', {
  input: { ticket: t.text(), urgent: t.boolean().default(false) },
  output: { label: t.oneOf('bug', 'question'), confidence: t.float() },
}) {}
const lm = answering(({ input }) => ({
  label: input.ticket?.includes('?') ? 'question' : 'bug',
  confidence: 0.5,
}))

describe('predict', () => {
  test('a prediction is an instance of the signature, its fields cast by their types, and nothing else is enumerable on it', async () => {
    const prediction = await predict(Classify)({ ticket: 'How do I log in?' }, { lm })
    expect(prediction).toBeInstanceOf(Classify)
    expect({ ...prediction }).toEqual({ label: 'question', confidence: 0.5 })
  })

  test('a signature may be one line of text', async () => {
    const { answer } = await predict('question -> answer: integer')(
      { question: '1 + 1' },
      { lm: answering(() => ({ answer: 2 })) },
    )
    expect(answer).toBe(2)
  })

  test('a default of an input is filled in before the prompt is made', async () => {
    const model = answering(() => ({ label: 'bug', confidence: 1 }))
    await predict(Classify)({ ticket: 'It broke.' }, { lm: model })
    expect(model.asked[0]?.input).toEqual({ ticket: 'It broke.', urgent: 'false' })
  })

  test('everything that is wrong with the input is said at once, and no model is asked', async () => {
    const model = answering(() => ({}))
    const error = await predict(Classify)({ tickett: 'x', urgent: 'perhaps' } as never, {
      lm: model,
    }).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('Did you mean "ticket"?')
    expect(String(error)).toContain('urgent')
    expect(String(error)).toMatch(/ticket.*required/i)
    expect(model.asked).toHaveLength(0)
  })

  test('a module without any model says so', async () => {
    await expect(predict(Classify)({ ticket: 'x' }, { context: Context.empty })).rejects.toThrow(
      /predict\(Classify\) has no language model.*configure/,
    )
  })

  test('the model comes from the call, else from the context', async () => {
    const [called, contextual] = [
      answering(() => ({ label: 'bug', confidence: 1 }), 'test/call'),
      answering(() => ({ label: 'bug', confidence: 1 }), 'test/context'),
    ]
    const context = Context.empty.with(lmKey, contextual)
    const module = predict(Classify)
    expect(runOf(await module({ ticket: 'x' }, { context, lm: called }))?.model).toBe('test/call')
    expect(runOf(await module({ ticket: 'x' }, { context }))?.model).toBe('test/context')
    expect(runOf(await context.run(() => module({ ticket: 'x' })))?.model).toBe('test/context')
  })

  test('a setting of the call wins over the module’s', async () => {
    const model = answering(() => ({ label: 'bug', confidence: 1 }))
    const module = predict(Classify, { settings: { temperature: 0.2, seed: 1 } })
    await module(
      { ticket: 'x' },
      { lm: model, settings: { temperature: 0.9 }, rolloutId: 7, cache: false },
    )
    expect(model.asked[0]?.request).toMatchObject({ temperature: 0.9, seed: 1, rolloutId: 7 })
    expect(model.asked[0]?.options).toMatchObject({ cache: false })
  })

  test('options for different providers are joined, whether the module or the call sets them', async () => {
    const model = answering(() => ({ label: 'bug', confidence: 1 }))
    const module = predict(Classify, { settings: { providerOptions: { openai: { user: 'm' } } } })
    await module(
      { ticket: 'x' },
      { lm: model, settings: { providerOptions: { anthropic: { effort: 'low' } } } },
    )
    expect(model.asked[0]?.request.providerOptions).toEqual({
      openai: { user: 'm' },
      anthropic: { effort: 'low' },
    })
  })

  test('the adapter comes from the call, else from the state, else from the context, else it is the configured one, else chat', async () => {
    const model = answering(() => '{"label": "bug", "confidence": 1}')
    await predict(Classify, { adapter: 'json' })({ ticket: 'x' }, { lm: model })
    await predict(Classify)({ ticket: 'x' }, { lm: model, adapter: jsonAdapter })
    await predict(Classify, { adapter: 'xml' })(
      { ticket: 'x' },
      { lm: model, adapter: jsonAdapter },
    )
    await predict(Classify)(
      { ticket: 'x' },
      { lm: model, context: Context.empty.with(adapterKey, jsonAdapter) },
    )
    const before = configure({ adapter: jsonAdapter })
    await predict(Classify)({ ticket: 'x' }, { lm: model }).finally(() => configure(before))
    for (const { request } of model.asked)
      expect(request.messages).toEqual(model.asked[0]?.request.messages)
    expect(model.asked).toHaveLength(5)
    await predict(Classify)({ ticket: 'x' }, { lm })
    expect(lm.asked.at(-1)?.system).toContain('[[ ## label ## ]]')
  })

  test('an input may be an empty text, also within lists and objects, and keeps what indents it', async () => {
    const seen: string[] = []
    const model = scripted((request) => {
      seen.push(request.messages.at(-1)!.content)
      return '[[ ## answer ## ]]\nok\n\n[[ ## completed ## ]]'
    })
    const ask = predict(
      Signature('x', {
        input: {
          text: t.string(),
          rows: t.list(t.list(t.string())),
          one: t.map({ fields: { a: t.string() } }),
        },
        output: { answer: t.string() },
      }),
    )
    await ask({ text: '', rows: [['a', '']], one: { a: '' } }, { lm: model })
    await ask({ text: '  indented\n  code', rows: [], one: { a: 'a' } }, { lm: model })
    expect(seen[0]).toContain('[["a", ""]]')
    expect(seen[1]).toContain('[[ ## text ## ]]\n  indented\n  code\n')
    await expect(ask({ rows: [], one: { a: 'a' } } as never, { lm: model })).rejects.toMatchObject({
      code: 'required',
    })
  })

  test('whoever is asked again is told what was wrong, and where both answers fail the error tells both reasons', async () => {
    const model = scripted(['[[ ## count ## ]]\nmany\n\n[[ ## completed ## ]]', '{"count": "few"}'])
    const failed = await predict('text -> count: int')({ text: 'x' }, { lm: model }).catch(
      (error: unknown) => error as AdapterParseError,
    )
    expect(model.requests[1]?.messages.at(-1)?.content).toContain(
      'could not be read: count must be an integer.',
    )
    expect(failed).toMatchObject({
      adapter: 'json',
      code: 'adapter_parse_error',
      cause: { adapter: 'chat', reason: 'count must be an integer' },
    })
    expect(String(failed)).toContain(
      'the chat adapter could not read the answer before it: count must be an integer',
    )
  })

  test.each([
    ['length', 'lm_output_limit'],
    ['content-filter', 'lm_content_filter'],
    ['error', 'lm_server'],
  ] as const)(
    'an answer that ended with "%s" is the error %s, keeps its text, and costs no second call',
    async (finishReason, code) => {
      const own: Adapter = {
        name: 'own',
        format: () => [],
        formatAnswer: () => '',
        parse: () => ({ answer: 'never' }),
      }
      for (const adapter of [undefined, own]) {
        const model = scripted([{ text: '[[ ## answer ## ]]\nHalf an', finishReason }])
        const error = await predict('text -> answer')(
          { text: 'x' },
          { lm: model, ...(adapter ? { adapter } : {}) },
        ).catch((failure: unknown) => failure)
        expect(error).toMatchObject({ code, text: '[[ ## answer ## ]]\nHalf an' })
        expect(JSON.stringify(error)).not.toContain('Half an')
        expect(model.requests).toHaveLength(1)
      }
    },
  )

  test('an answer that the adapter cannot read costs exactly one more call, through its fallback', async () => {
    let calls = 0
    const model = answering(() =>
      ++calls === 1 ? 'I would rather not.' : '{"label": "bug", "confidence": 1}',
    )
    const prediction = await predict(Classify)({ ticket: 'x' }, { lm: model })
    expect(prediction.label).toBe('bug')
    expect(calls).toBe(2)
    expect(usageOf(prediction)).toEqual({
      calls: 2,
      cacheHits: 0,
      inputTokens: 20,
      outputTokens: 10,
    })
  })

  test('where the fallback fails too the call fails, after two calls, and both are in the trace', async () => {
    const model = answering(() => 'No.')
    const trace: TraceEntry[] = []
    await expect(predict(Classify)({ ticket: 'x' }, { lm: model, trace })).rejects.toBeInstanceOf(
      AdapterParseError,
    )
    expect(model.asked).toHaveLength(2)
    expect(trace).toMatchObject([
      { predictor: 'self', input: { ticket: 'x' }, usage: { calls: 2 } },
    ])
    expect(trace[0]?.error).toBeInstanceOf(AdapterParseError)
  })

  test('a fallback of a fallback is not tried', async () => {
    const model = answering(() => 'No.')
    const never: Adapter = { ...jsonAdapter, name: 'never' }
    await expect(
      predict(Classify)(
        { ticket: 'x' },
        { lm: model, adapter: { ...jsonAdapter, fallback: { ...jsonAdapter, fallback: never } } },
      ),
    ).rejects.toBeInstanceOf(AdapterParseError)
    expect(model.asked).toHaveLength(2)
  })

  test('the usage of every model call is told to the context’s tracker', async () => {
    const { context, usage } = trackUsage(Context.empty)
    await predict(Classify)({ ticket: 'x' }, { lm, context })
    await context.run(() => predict(Classify)({ ticket: 'x' }, { lm }))
    expect(usage.total.calls).toBe(2)
  })

  test('an error of the model passes as it is and is not tried again with the fallback', async () => {
    const limit = new LmRateLimitError('too many requests')
    const model = answering(() => Promise.reject(limit))
    await expect(predict(Classify)({ ticket: 'x' }, { lm: model })).rejects.toBe(limit)
    expect(model.asked).toHaveLength(1)
  })

  test('an aborted call asks no model and is lm_aborted, with the reason as its cause, as is an abort while the model works', async () => {
    const aborted = (reason: string) => ({ code: 'lm_aborted', cause: { message: reason } })
    const before = AbortSignal.abort(new Error('gone'))
    const model = answering(() => ({ label: 'bug', confidence: 1 }))
    await expect(
      predict(Classify)({ ticket: 'x' }, { lm: model, signal: before }),
    ).rejects.toMatchObject(aborted('gone'))
    expect(model.asked).toHaveLength(0)
    await expect(
      Context.empty
        .with(signalKey, before)
        .run(() => predict(Classify)({ ticket: 'x' }, { lm: model })),
    ).rejects.toMatchObject(aborted('gone'))
    expect(model.asked).toHaveLength(0)
    const abort = new AbortController()
    const slow = answering(() => {
      abort.abort(new Error('gone meanwhile'))
      return { label: 'bug', confidence: 1 }
    })
    await expect(
      predict(Classify)({ ticket: 'x' }, { lm: slow, signal: abort.signal }),
    ).rejects.toMatchObject(aborted('gone meanwhile'))
  })

  test('how a prediction came about is known beside it', async () => {
    const module = predict(Classify)
    const run = runOf(await module({ ticket: 'x' }, { lm }))
    expect(run).toMatchObject({
      program: module.hash,
      kind: 'predict',
      model: 'test/answering',
      cached: false,
      usage: { calls: 1 },
    })
    expect(run?.trace).toMatchObject([{ predictor: 'self', output: { label: 'bug' } }])
    expect(run?.responses[0]?.text).toContain('bug')
  })

  test('a module may be declared before what its signature is derived from', async () => {
    let attributes:
      | { readonly title: ReturnType<typeof t.string>; readonly body: ReturnType<typeof t.text> }
      | undefined
    const source = () => {
      if (!attributes) throw new Error('not imported yet')
      return { attributes }
    }
    const module = chainOfThought(Signature.from(source, { input: ['body'], output: ['title'] }))
    attributes = { title: t.string(), body: t.text() }
    expect(
      (await module({ body: 'x' }, { lm: answering(() => ({ reasoning: 'r', title: 'T' })) }))
        .title,
    ).toBe('T')
  })

  test('parallel calls do not see each other', async () => {
    const module = predict(Classify)
    const traces: TraceEntry[][] = [[], []]
    const [first, second] = await Promise.all([
      module({ ticket: 'a?' }, { lm, trace: traces[0] ?? [] }),
      module({ ticket: 'b' }, { lm, trace: traces[1] ?? [] }),
    ])
    expect([first.label, second.label]).toEqual(['question', 'bug'])
    expect(traces.map((trace) => trace.map(({ input }) => input.ticket))).toEqual([['a?'], ['b']])
  })
})

describe('chainOfThought', () => {
  test('the model writes its reasoning before the other outputs', async () => {
    const model = answering(() => ({ reasoning: 'It asks.', label: 'question', confidence: 1 }))
    const prediction = await chainOfThought(Classify)({ ticket: 'x' }, { lm: model })
    expect(prediction.reasoning).toBe('It asks.')
    expect(prediction).toBeInstanceOf(Classify)
    const { system = '' } = model.asked[0] ?? {}
    expect(system.indexOf('[[ ## reasoning ## ]]')).toBeGreaterThan(-1)
    expect(system.indexOf('[[ ## reasoning ## ]]')).toBeLessThan(
      system.indexOf('[[ ## label ## ]]'),
    )
  })

  test('its rationale may be another field', async () => {
    const model = answering(() => ({ reasoning: 'short', label: 'bug', confidence: 1 }))
    await chainOfThought(Classify, { rationale: t.text().describe('at most ten words') })(
      { ticket: 'x' },
      { lm: model },
    )
    expect(model.asked[0]?.system).toContain('at most ten words')
  })

  test('a signature with a field of that name is refused', async () => {
    await expect(
      chainOfThought('question -> reasoning' as never)({ question: 'x' } as never, { lm }),
    ).rejects.toMatchObject({ code: 'invalid_definition' })
  })
})
