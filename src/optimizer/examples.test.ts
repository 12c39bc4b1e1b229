import { describe, expect, test } from 'vitest'
import { answering } from '../../test/support/answering-lm.ts'
import { Context } from '../context/context.ts'
import type { Metric } from '../evaluate/example.ts'
import { exactMatch } from '../evaluate/metrics.ts'
import { lmKey } from '../lm/language-model.ts'
import { compose } from '../module/compose.ts'
import { predict } from '../module/predict/predict.ts'
import { Signature } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import { BootstrapFewShotWithRandomSearch } from './bootstrap-few-shot-with-random-search.ts'
import { BootstrapFewShot } from './bootstrap-few-shot.ts'
import { LabeledFewShot } from './labeled-few-shot.ts'
import { reportOf } from './report.ts'

class Colour extends Signature('Name the colour.', {
  input: { thing: t.string(), light: t.oneOf('day', 'night').default('day') },
  output: { colour: t.string() },
}) {}
const student = predict(Colour)
const example = (thing: string) => ({ input: { thing }, expected: { colour: `${thing}-colour` } })
const trainset = ['grass', 'sky', 'snow'].map(example)
const metric = exactMatch<typeof Colour>('colour')
const knowing = () =>
  answering(({ input }) =>
    input.guess === undefined && input.light === undefined
      ? { guess: `${input.thing}?` }
      : { colour: `${input.thing}-colour` },
  )

describe('a teacher that has learned already does not see the example it is run on', () => {
  test('in demonstrations that hold the defaults of a run', async () => {
    const teacher = await new BootstrapFewShot({ maxLabeledDemos: 0 }).compile(student, {
      trainset,
      metric,
      lm: knowing(),
    })
    expect(teacher.state.predictors.self?.demos[0]?.input).toEqual({ thing: 'grass', light: 'day' })
    const lm = knowing()
    await new BootstrapFewShot().compile(student, { trainset, metric, lm, teacher })
    expect(lm.asked.map(({ demos }) => demos)).toEqual([2, 2, 2])
  })

  test('in demonstrations of an inner predictor, which hold what a step before it found', async () => {
    const pair = compose(
      Colour,
      { rough: predict('thing -> guess'), fine: predict('thing, guess -> colour') },
      async ({ thing }, { rough, fine }) => {
        const { guess } = await rough({ thing })
        return { colour: (await fine({ thing, guess })).colour }
      },
    )
    const teacher = await new BootstrapFewShot({ maxLabeledDemos: 0 }).compile(pair, {
      trainset,
      metric,
      lm: knowing(),
    })
    const lm = knowing()
    await new BootstrapFewShot().compile(pair, { trainset, metric, lm, teacher })
    expect(lm.asked.map(({ demos }) => demos)).toEqual([2, 2, 2, 2, 2, 2])
  })
})

test('an example that stands twice in the trainset makes one demonstration', async () => {
  const twice = [...trainset, ...trainset]
  const labeled = await new LabeledFewShot().compile(student, { trainset: twice })
  expect(labeled.state.predictors.self?.demos).toHaveLength(3)
  expect(reportOf(labeled)?.failures).toEqual([])
  const bootstrapped = await new BootstrapFewShot().compile(student, {
    trainset: twice.toSorted((a, b) => a.input.thing.localeCompare(b.input.thing)),
    metric,
    lm: knowing(),
  })
  expect(bootstrapped.state.predictors.self?.demos.map(({ input }) => input.thing)).toEqual([
    'grass',
    'sky',
    'snow',
  ])
  expect(reportOf(bootstrapped)?.failures.map(({ reason }) => reason)).toEqual([
    'duplicate',
    'duplicate',
    'duplicate',
  ])
})

test('an empty trainset, and an empty valset, are refused by every optimizer', async () => {
  for (const optimizer of [
    new LabeledFewShot(),
    new BootstrapFewShot(),
    new BootstrapFewShotWithRandomSearch(),
  ])
    await expect(
      optimizer.compile(student, { trainset: [], metric, lm: knowing() }),
    ).rejects.toThrow(/the trainset has no examples/)
  await expect(
    new BootstrapFewShotWithRandomSearch().compile(student, {
      trainset,
      valset: [],
      metric,
      lm: knowing(),
    }),
  ).rejects.toThrow(/the valset has no examples/)
})

test('a search without bootstrapped demonstrations measures labeled ones only', async () => {
  const tuned = await new BootstrapFewShotWithRandomSearch({
    candidates: 2,
    maxBootstrappedDemos: 0,
  }).compile(student, { trainset, metric, lm: knowing() })
  const demos = reportOf(tuned)?.candidates?.flatMap(
    ({ state }) => state.predictors.self?.demos ?? [],
  )
  expect(demos?.length).toBeGreaterThan(0)
  expect(demos?.some(({ augmented }) => augmented)).toBe(false)
})

test('the metric runs in the compilation’s context, where one that asks a model finds it', async () => {
  const context = Context.empty.with(lmKey, knowing())
  const asking: Metric<typeof Colour> = async ({ input }, { colour }) =>
    (await student(input)).colour === colour ? 1 : 0
  const tuned = await new BootstrapFewShot({ maxLabeledDemos: 0 }).compile(student, {
    trainset,
    metric: asking,
    context,
  })
  expect(reportOf(tuned)?.failures).toEqual([])
  expect(tuned.state.predictors.self?.demos).toHaveLength(3)
})

test('where no error is allowed, runs without one compile, and the first one fails the compilation', async () => {
  const optimizer = new BootstrapFewShot({ maxErrors: 0 })
  expect(
    (await optimizer.compile(student, { trainset, metric, lm: knowing() })).state.predictors.self
      ?.demos,
  ).toHaveLength(3)
  const failing = answering(() => Promise.reject(new Error('down')))
  await expect(optimizer.compile(student, { trainset, metric, lm: failing })).rejects.toMatchObject(
    { code: 'compile_failed' },
  )
  expect(failing.asked).toHaveLength(1)
})
