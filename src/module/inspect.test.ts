import { afterEach, expect, test } from 'vitest'
import type { AdapterParseError } from '../adapter/adapter-parse-error.ts'
import { configure, configured } from '../adapter/configure.ts'
import { jsonAdapter } from '../adapter/json-adapter.ts'
import { twoStepAdapter } from '../adapter/two-step-adapter.ts'
import { Context } from '../context/context.ts'
import { LmRateLimitError } from '../error/lm-error.ts'
import { memoryCache } from '../lm/cache/lm-cache.ts'
import { CallHistory, callsText, historyKey } from '../lm/history.ts'
import type { LmCall } from '../lm/history.ts'
import { languageModel } from '../lm/provider/provider-model.ts'
import { offlineModel } from '../offline/offline.ts'
import { scripted } from '../offline/scripted.ts'
import { Signature } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import { compose } from './compose.ts'
import { history } from './inspect.ts'
import { predict } from './predict/predict.ts'
import { inspect, runOf } from './prediction.ts'

const said = (text: string) => `[[ ## answer ## ]]\n${text}\n\n[[ ## completed ## ]]`
const ask = predict('question -> answer', { settings: { temperature: 0.5 } })
const thrown = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
const before = configured()
afterEach(() => {
  configure(before)
})

test('a prediction tells each request as the model got it: messages, settings and response format, and the answer', async () => {
  const lm = scripted([{ text: '{"answer": "4"}' }])
  const prediction = await ask(
    { question: '2 + 2' },
    { lm: lm.with({ seed: 7 }), adapter: jsonAdapter, settings: { topP: 0.9 } },
  )
  const [call, ...more] = inspect(prediction) ?? []
  expect(more).toEqual([])
  expect(call?.request).toEqual(lm.requests[0])
  expect(call?.request).toMatchObject({ temperature: 0.5, topP: 0.9, seed: 7 })
  expect(call).toMatchObject({ predictor: 'self', adapter: 'json', model: lm.id, error: undefined })
  expect(call?.response).toMatchObject({ text: '{"answer": "4"}', cached: false })
  expect(runOf(prediction)?.calls).toEqual([call])
})

test('it tells whether an answer came from the cache', async () => {
  const lm = languageModel(offlineModel(), { cache: memoryCache() })
  for (const cached of [false, true])
    expect(inspect(await ask({ question: 'x' }, { lm }))?.[0]?.response?.cached).toBe(cached)
})

test('an answer that cannot be read, and a model that does not answer, leave their requests with the error', async () => {
  const unread = scripted(['no', 'neither'])
  const error = (await thrown(ask({ question: 'x' }, { lm: unread }))) as AdapterParseError
  const calls = inspect(error) ?? []
  expect(calls.map(({ response }) => response?.text)).toEqual(['no', 'neither'])
  expect(calls.map(({ adapter }) => adapter)).toEqual(['chat', 'json'])
  expect(calls.map(({ request }) => request.messages)).toEqual(
    unread.requests.map(({ messages }) => messages),
  )
  const limit = new LmRateLimitError()
  const lm = scripted(() => Promise.reject(limit))
  const failed = inspect(await thrown(ask({ question: 'x' }, { lm })))
  expect(failed).toMatchObject([{ response: undefined, error: limit, request: lm.requests[0] }])
  expect(callsText(failed ?? [])).toContain(`Error:\n${limit.message}`)
})

test('a composite tells the calls of all its parts, of those that failed too, under their names', async () => {
  const both = compose(
    Signature('question -> answer'),
    { first: predict('question -> answer'), second: predict('question -> answer') },
    async ({ question }, { first, second }) => {
      const { answer } = await first({ question }).catch(() => ({ answer: 'none' }))
      return second({ question: answer })
    },
  )
  const paths = (target: unknown) => inspect(target)?.map(({ predictor }) => predictor)
  const lm = () => scripted(['', '', said('yes')])
  expect(paths(await both({ question: 'x' }, { lm: lm() }))).toEqual(['first', 'first', 'second'])
  const error = await thrown(both({ question: 'x' }, { lm: scripted([said('yes'), '', '']) }))
  expect(paths(error)).toEqual(['first', 'second', 'second'])
})

test('nothing is known of what no module returned or threw', () => {
  expect([{}, new Error('x'), 'text', undefined].map(inspect)).toEqual(Array(4).fill(undefined))
})

test('a history keeps the last calls of its context, and no more than its limit', async () => {
  const kept = new CallHistory({ limit: 2 })
  const context = Context.empty.with(historyKey, kept)
  const lm = scripted(({ messages }) => said(String(messages.length)))
  for (const question of ['one', 'two', 'three']) await ask({ question }, { lm, context })
  await ask({ question: 'elsewhere' }, { lm, context: Context.empty })
  expect(kept.calls.map(({ request }) => request.messages.at(-1)?.content)).toEqual([
    expect.stringContaining('two'),
    expect.stringContaining('three'),
  ])
  expect(history({ context })).toMatch(
    /^=== [\s\S]*System:\n[\s\S]*User:\n[\s\S]*three[\s\S]*Response:\n/,
  )
  expect(history({ context })).not.toContain('two')
  expect(context.run(() => history({ last: 9 }))).toContain('two')
  expect(history({ last: 0, context })).toBe('')
})

test('a script that configures a model has a history, unless it wants none; without either there is none', async () => {
  expect(history()).toBe('')
  configure({ lm: scripted([said('blue'), said('red')]) })
  await ask({ question: 'which color?' })
  expect(history()).toContain('which color?')
  expect(history()).toContain('"temperature":0.5')
  configure({ history: undefined })
  await ask({ question: 'which color?' })
  expect(history()).toBe('')
})

const person = t.map({ fields: { name: t.string(), ssn: t.string().sensitive() } })
class Greet extends Signature('Greet the guest.', {
  input: { guest: t.string(), token: t.integer().sensitive(), others: t.list(person) },
  output: { greeting: t.string() },
}) {}
class Hide extends Signature('Find the code.', {
  input: { text: t.string() },
  output: { code: t.integer().sensitive(), label: t.string() },
}) {}
const whole = (calls: readonly LmCall[] | undefined) =>
  JSON.stringify(calls) + callsText(calls ?? [])

test('values of sensitive inputs are replaced in what is shown, and everything else is as it was sent', async () => {
  const input = { guest: 'Ada', token: 471_112, others: [{ name: 'Ben', ssn: '123-45' }] }
  const lm = scripted([
    { text: '[[ ## greeting ## ]]\nHi\n\n[[ ## completed ## ]]', reasoning: 'it is 471112' },
  ])
  const calls = inspect(await predict(Greet)(input, { lm }))
  expect(JSON.stringify(lm.requests)).toContain('471112')
  expect(whole(calls)).not.toMatch(/471112|123-45/)
  expect(calls?.[0]?.request.messages[0]).toEqual(lm.requests[0]?.messages[0])
  expect(calls?.[0]?.request.messages.at(-1)?.content).toMatch(/Ada[\s\S]*\[redacted\]/)
})

test('so are answers that hold sensitive outputs, read or not, and what a further request quotes of them', async () => {
  const text = '[[ ## code ## ]]\n471112\n\n[[ ## label ## ]]\na\n\n[[ ## completed ## ]]'
  const read = await predict(Hide)({ text: 'x' }, { lm: scripted([text]) })
  const unread = await thrown(
    predict(Hide)({ text: 'x' }, { lm: scripted(['the code 471112', 'is 471112']) }),
  )
  const lm = scripted(['The code is 471112.', text])
  const twice = await predict(Hide)({ text: 'x' }, { lm, adapter: twoStepAdapter() })
  expect(JSON.stringify(lm.requests[1])).toContain('471112')
  for (const [target, count] of [
    [read, 1],
    [unread, 2],
    [twice, 2],
  ] as const) {
    expect(inspect(target)).toHaveLength(count)
    expect(whole(inspect(target))).not.toContain('471112')
  }
})

test('keys and passwords are taken out of the text', async () => {
  const lm = scripted([said('ok')])
  const prediction = await ask({ question: 'Authorization: Bearer abcdef123456' }, { lm })
  expect(callsText(inspect(prediction) ?? [])).not.toContain('abcdef123456')
})
