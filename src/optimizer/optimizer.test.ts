import { describe, expect, test } from 'vitest'
import { answering } from '../../test/support/answering-lm.ts'
import {
  Colour,
  demosOf,
  knowing,
  knowingOnly,
  metric,
  student,
  things,
  trainset,
} from '../../test/support/colour-student.ts'
import { chainOfThought } from '../module/predict/chain-of-thought.ts'
import { predict } from '../module/predict/predict.ts'
import { Signature } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import { BootstrapFewShot } from './bootstrap-few-shot.ts'
import { LabeledFewShot } from './labeled-few-shot.ts'
import { type OptimizerEvent, reportOf } from './report.ts'

describe('LabeledFewShot', () => {
  test('it takes k examples, each once, and asks no model', async () => {
    const tuned = await new LabeledFewShot({ k: 3 }).compile(student, { trainset })
    expect(demosOf(tuned)).toHaveLength(3)
    expect(new Set(things(tuned)).size).toBe(3)
    for (const demo of demosOf(tuned))
      expect(demo).toEqual({
        input: { thing: demo.input.thing },
        output: { colour: `${demo.input.thing}-colour` },
      })
    expect(demosOf(student)).toEqual([])
  })

  test('without sampling it takes the first ones; with fewer examples than k, all of them', async () => {
    expect(
      things(await new LabeledFewShot({ k: 2, sample: false }).compile(student, { trainset })),
    ).toEqual(['grass', 'sky'])
    expect(demosOf(await new LabeledFewShot().compile(student, { trainset }))).toHaveLength(8)
  })

  test('the same seed gives the same state, another seed another choice', async () => {
    const run = async (seed: number) =>
      (await new LabeledFewShot({ k: 4 }).compile(student, { trainset, seed })).state
    expect(await run(0)).toEqual(await run(0))
    expect(await run(0)).not.toEqual(await run(1))
  })

  test('values are kept in wire form, so that the state can be saved', async () => {
    const dated = predict(
      Signature('Date it.', { input: { on: t.datetime() }, output: { year: t.integer() } }),
    )
    const tuned = await new LabeledFewShot().compile(dated, {
      trainset: [{ input: { on: new Date('2026-01-31T00:00:00Z') }, expected: { year: 2026 } }],
    })
    expect(demosOf(tuned)).toEqual([
      { input: { on: '2026-01-31T00:00:00.000Z' }, output: { year: 2026 } },
    ])
  })

  test('an example that fits no predictor is left out and reported', async () => {
    const tuned = await new LabeledFewShot().compile(student, {
      trainset: [...trainset, { input: { thing: 'x' }, expected: {} }],
    })
    expect(demosOf(tuned)).toHaveLength(8)
    expect(reportOf(tuned)?.failures).toEqual([{ example: 8, round: 0, reason: 'unfit' }])
  })
})

describe('BootstrapFewShot', () => {
  test('runs that the metric accepts become demonstrations, intermediate outputs included', async () => {
    const thinking = chainOfThought(Colour)
    const lm = answering(({ input }) => ({
      reasoning: `looking at ${input.thing}`,
      colour: `${input.thing}-colour`,
    }))
    const tuned = await new BootstrapFewShot({
      maxBootstrappedDemos: 2,
      maxLabeledDemos: 0,
    }).compile(thinking, { trainset, metric, lm })
    expect(demosOf(tuned)).toEqual(
      ['grass', 'sky'].map((thing) => ({
        input: { thing },
        output: { reasoning: `looking at ${thing}`, colour: `${thing}-colour` },
        augmented: true,
      })),
    )
  })

  test('it stops at maxBootstrappedDemos accepted runs and fills up to maxLabeledDemos with other examples', async () => {
    const lm = knowing()
    const tuned = await new BootstrapFewShot({
      maxBootstrappedDemos: 2,
      maxLabeledDemos: 5,
    }).compile(student, { trainset, metric, lm })
    expect(lm.asked).toHaveLength(2)
    expect(demosOf(tuned).map(({ augmented }) => augmented === true)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect(new Set(things(tuned)).size).toBe(5)
  })

  test('rejected runs make no demonstration and are reported with their score', async () => {
    const tuned = await new BootstrapFewShot({ maxLabeledDemos: 0 }).compile(student, {
      trainset,
      metric,
      lm: knowingOnly('snow', 'sea'),
    })
    expect(things(tuned)).toEqual(['snow', 'sea'])
    const report = reportOf(tuned)
    expect(report?.demos).toEqual(
      [2, 7].map((example) => ({ predictor: 'self', example, augmented: true })),
    )
    expect(report?.failures.map(({ example, reason }) => [example, reason])).toEqual(
      [0, 1, 3, 4, 5, 6].map((example) => [example, 'rejected']),
    )
    expect(report?.failures[0]?.score).toMatchObject({
      score: 0,
      feedback: expect.stringContaining('grey') as string,
    })
    expect(report?.usage.calls).toBe(8)
  })

  test('without a metric every run that does not throw is accepted', async () => {
    expect(
      things(
        await new BootstrapFewShot({ maxBootstrappedDemos: 1, maxLabeledDemos: 0 }).compile(
          student,
          { trainset, lm: knowingOnly() },
        ),
      ),
    ).toEqual(['grass'])
  })

  test.each([
    [undefined, 'above 0', ['sky']],
    [0, 'at least 0', ['grass', 'sky', 'snow']],
    [0.5, 'at least 0.5', ['sky']],
    [0.6, 'at least 0.6', []],
  ])('with the threshold %s a score must be %s', async (metricThreshold, _, expected) => {
    const graded = (example: { input: { thing: string } }) =>
      example.input.thing === 'sky' ? 0.5 : 0
    const optimizer = new BootstrapFewShot({
      maxLabeledDemos: 0,
      ...(metricThreshold === undefined ? {} : { metricThreshold }),
    })
    expect(
      things(
        await optimizer.compile(student, {
          trainset: trainset.slice(0, 3),
          metric: graded,
          lm: knowing(),
        }),
      ),
    ).toEqual(expected)
  })

  test('the teacher never sees the example it is run on, and sees it again afterwards', async () => {
    const lm = knowing()
    await new BootstrapFewShot({ maxBootstrappedDemos: 8, maxLabeledDemos: 16 }).compile(student, {
      trainset,
      metric,
      lm,
    })
    expect(lm.asked.map(({ demos }) => demos)).toEqual(Array.from({ length: 8 }, () => 7))
    for (const { input, request } of lm.asked) {
      const shown = request.messages
        .slice(1, -1)
        .map(({ content }) => content)
        .join('\n')
      expect(shown).not.toContain(`${input.thing}-colour`)
    }
  })

  test('a later round samples anew, at temperature 1 and with a rollout of its own', async () => {
    const lm = answering(({ input, request }) => ({
      colour: request.rolloutId === 2 ? `${input.thing}-colour` : 'grey',
    }))
    const tuned = await new BootstrapFewShot({
      maxRounds: 3,
      maxBootstrappedDemos: 1,
      maxLabeledDemos: 0,
    }).compile(student, { trainset, metric, lm })
    expect(things(tuned)).toEqual(['grass'])
    expect(lm.asked.map(({ request }) => [request.rolloutId, request.temperature])).toEqual([
      [undefined, undefined],
      [1, 1],
      [2, 1],
    ])
  })

  test('runs that throw are reported; too many of them fail the compilation with the last error as cause', async () => {
    const lm = answering(({ input }) =>
      input.thing === 'sky'
        ? { colour: 'sky-colour' }
        : Promise.reject(new Error(`no ${input.thing}`)),
    )
    const tuned = await new BootstrapFewShot({ maxLabeledDemos: 0 }).compile(student, {
      trainset: trainset.slice(0, 3),
      metric,
      lm,
    })
    expect(reportOf(tuned)?.failures).toMatchObject([
      { example: 0, reason: 'error', error: { message: 'no grass' } },
      { example: 2, reason: 'error' },
    ])
    const failed = new BootstrapFewShot({ maxErrors: 2 }).compile(student, { trainset, metric, lm })
    await expect(failed).rejects.toMatchObject({
      code: 'compile_failed',
      cause: { message: 'no snow' },
    })
  })

  test('a metric that gives no score fails its example; too many of them fail the compilation, and an abort rejects', async () => {
    const tuned = await new BootstrapFewShot().compile(student, {
      trainset,
      metric: () => Number.NaN,
      lm: knowing(),
    })
    expect(reportOf(tuned)?.failures[0]).toMatchObject({
      example: 0,
      reason: 'error',
      error: { code: 'invalid_score' },
    })
    const failed = new BootstrapFewShot({ maxErrors: 2 }).compile(student, {
      trainset,
      metric: () => Number.NaN,
      lm: knowing(),
    })
    await expect(failed).rejects.toMatchObject({
      code: 'compile_failed',
      cause: { code: 'invalid_score' },
    })
    const aborted = new BootstrapFewShot().compile(student, {
      trainset,
      metric,
      lm: knowing(),
      signal: AbortSignal.abort(new Error('stop')),
    })
    await expect(aborted).rejects.toMatchObject({ code: 'lm_aborted', cause: { message: 'stop' } })
  })

  test('an abort during the last run rejects too', async () => {
    const abort = new AbortController()
    const lm = answering(() => {
      abort.abort(new Error('stop'))
      return { colour: 'grey' }
    })
    await expect(
      new BootstrapFewShot().compile(student, {
        trainset: trainset.slice(0, 1),
        metric,
        lm,
        signal: abort.signal,
      }),
    ).rejects.toMatchObject({
      code: 'lm_aborted',
    })
  })

  test('a teacher of its own is run as it is, with its own model, and its demonstrations do not become the student’s', async () => {
    const teacher = student.with({
      ...student.state,
      predictors: {
        self: { ...student.state.predictors.self!, instructions: 'You know colours.' },
      },
    })
    const [lm, teacherLm] = [knowing(), knowing()]
    const tuned = await new BootstrapFewShot({
      maxBootstrappedDemos: 1,
      maxLabeledDemos: 0,
      teacherLm,
    }).compile(student, { trainset, metric, lm, teacher })
    expect(teacherLm.asked[0]?.system).toContain('You know colours.')
    expect(lm.asked).toHaveLength(0)
    expect(tuned.state.predictors.self?.instructions).toBe('Name the colour.')
  })

  test('a teacher with other predictors is refused', async () => {
    const compile = new BootstrapFewShot().compile(student, {
      trainset,
      metric,
      lm: knowing(),
      teacher: chainOfThought(Colour),
    })
    await expect(compile).rejects.toThrow(/teacher and student have different fields/)
  })

  test('the same seed, data and model give the same state; the student is not changed', async () => {
    const run = async (seed: number) =>
      (
        await new BootstrapFewShot({ maxBootstrappedDemos: 2, maxLabeledDemos: 4 }).compile(
          student,
          {
            trainset,
            metric,
            lm: knowingOnly('sky', 'coal', 'sun'),
            seed,
          },
        )
      ).hash
    expect(await run(3)).toBe(await run(3))
    expect(await run(3)).not.toBe(await run(4))
    expect(demosOf(student)).toEqual([])
  })

  test('its result can be saved and compiled again', async () => {
    const once = await new BootstrapFewShot().compile(student, { trainset, metric, lm: knowing() })
    const twice = await new BootstrapFewShot().compile(once, { trainset, metric, lm: knowing() })
    expect(twice.state).toEqual(once.state)
  })

  test('each example is told as it happens', async () => {
    const events: OptimizerEvent[] = []
    await new BootstrapFewShot({ onEvent: (event) => events.push(event) }).compile(student, {
      trainset: trainset.slice(0, 2),
      metric,
      lm: knowingOnly('sky'),
    })
    expect(events).toEqual([
      { type: 'example', example: 0, total: 2, accepted: false, demos: 0 },
      { type: 'example', example: 1, total: 2, accepted: true, demos: 1 },
    ])
  })
})
