import { expect, test } from 'vitest'
import { scripted } from '../offline/scripted.ts'
import { BootstrapFewShot } from '../optimizer/bootstrap-few-shot.ts'
import { LabeledFewShot } from '../optimizer/labeled-few-shot.ts'
import { Signature } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import type { TraceEntry } from './module.ts'
import { predict } from './predict/predict.ts'
import { runOf } from './prediction.ts'

const person = t.map({ fields: { name: t.string(), ssn: t.string().sensitive() } })
class Greet extends Signature('Greet the guests.', {
  input: { guest: t.string(), token: t.string().sensitive(), others: t.list(person) },
  output: { greeting: t.string(), code: t.integer().sensitive() },
}) {}
const secrets = /s3cret|123-45|4711/
const lm = scripted(
  () => '[[ ## greeting ## ]]\nHello\n\n[[ ## code ## ]]\n4711\n\n[[ ## completed ## ]]',
)
const example = (guest: string) => ({
  input: { guest, token: 's3cret', others: [{ name: 'Ben', ssn: '123-45' }] },
  expected: { greeting: 'Hello', code: 4711 },
})
const trainset = ['Ada', 'Cy', 'Di'].map(example)

test('the values of sensitive fields, however deep, are in no trace', async () => {
  const trace: TraceEntry[] = []
  const prediction = await predict(Greet)(example('Ada').input, { lm, trace })
  expect(prediction).toMatchObject({ greeting: 'Hello', code: 4711 })
  expect(trace).toHaveLength(1)
  expect(JSON.stringify([trace, runOf(prediction)?.trace])).not.toMatch(secrets)
  expect(trace[0]).toMatchObject({ input: { guest: 'Ada' }, output: { greeting: 'Hello' } })
})

test.each([
  ['labeled', new LabeledFewShot({ k: 2 })],
  ['bootstrapped', new BootstrapFewShot({ maxBootstrappedDemos: 2 })],
])(
  'they are in no %s demonstration, no saved state, and no prompt of another call',
  async (_, optimizer) => {
    const learned = await optimizer.compile(predict(Greet), { trainset, metric: () => 1, lm })
    expect(JSON.stringify(learned.state)).not.toMatch(secrets)
    expect(JSON.stringify(learned.state)).toContain('Ada')
    const prompts: string[] = []
    const other = scripted(({ messages }) => {
      prompts.push(JSON.stringify(messages))
      return '[[ ## greeting ## ]]\nHi\n\n[[ ## code ## ]]\n1\n\n[[ ## completed ## ]]'
    })
    await learned({ guest: 'Eve', token: 'eve', others: [] }, { lm: other })
    expect(prompts[0]).toContain('Ada')
    expect(prompts[0]).not.toMatch(secrets)
  },
)

test('a state that holds one is refused, a declared demonstration keeps the rest', () => {
  const declared = predict(Greet, {
    demos: [
      { input: { guest: 'Ada', token: 's3cret' }, output: { greeting: 'Hello', code: 4711 } },
    ],
  })
  expect(JSON.stringify(declared.state)).not.toMatch(secrets)
  const { self } = declared.state.predictors
  const told = {
    ...declared.state,
    predictors: {
      self: {
        ...self!,
        demos: [{ input: { guest: 'Ada', token: 's3cret' }, output: { greeting: 'Hello' } }],
      },
    },
  }
  expect(() => declared.with(told)).toThrow('sensitive fields, which a state must not store')
})
