import { describe, expect, test } from 'vitest'
import { type Answer, answering, type Asked } from '../../test/support/answering-lm.ts'
import {
  Colour,
  demosOf,
  knowing,
  metric,
  student,
  things,
  trainset,
} from '../../test/support/colour-student.ts'
import { compareEvaluations } from '../evaluate/compare-evaluations.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { exactMatch } from '../evaluate/metrics.ts'
import { compose } from '../module/compose.ts'
import { predict } from '../module/predict/predict.ts'
import { offline } from '../offline/offline.ts'
import { Signature } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import { BootstrapFewShotWithRandomSearch } from './bootstrap-few-shot-with-random-search.ts'
import { BootstrapFewShot } from './bootstrap-few-shot.ts'
import { LabeledFewShot } from './labeled-few-shot.ts'
import { type OptimizerEvent, reportOf } from './report.ts'

describe('a composite', () => {
  const pair = compose(
    Colour,
    { rough: predict('thing -> guess'), fine: predict('thing, guess -> colour') },
    async ({ thing }, { rough, fine }) => {
      const { guess } = await rough({ thing })
      return { colour: (await fine({ thing, guess })).colour }
    },
  )
  const answer = ({ input }: Asked): Answer =>
    input.guess === undefined
      ? { guess: `guess of ${input.thing}` }
      : { colour: `${input.thing}-colour` }

  test('each predictor gets the demonstrations of its own calls', async () => {
    const tuned = await new BootstrapFewShot({
      maxBootstrappedDemos: 1,
      maxLabeledDemos: 0,
    }).compile(pair, { trainset, metric, lm: answering(answer) })
    expect(demosOf(tuned, 'rough')).toEqual([
      { input: { thing: 'grass' }, output: { guess: 'guess of grass' }, augmented: true },
    ])
    expect(demosOf(tuned, 'fine')).toEqual([
      {
        input: { thing: 'grass', guess: 'guess of grass' },
        output: { colour: 'grass-colour' },
        augmented: true,
      },
    ])
  })

  test('an example as it is helps the predictors that have its fields, each choosing from all of them', async () => {
    const twins = compose(
      Colour,
      { first: student, second: student },
      async (input, { first, second }) => (await first(input), second(input)),
    )
    const tuned = await new BootstrapFewShot({
      maxBootstrappedDemos: 1,
      maxLabeledDemos: 8,
    }).compile(twins, { trainset, metric, lm: knowing() })
    expect(demosOf(tuned, 'first')).toHaveLength(8)
    expect(demosOf(tuned, 'second')).toHaveLength(8)
    const few = await new LabeledFewShot({ k: 3 }).compile(twins, { trainset })
    expect(things(few, 'first')).not.toEqual(things(few, 'second'))
    const labeled = await new LabeledFewShot({ k: 2 }).compile(pair, { trainset })
    expect(demosOf(labeled, 'rough')).toEqual([])
    expect(demosOf(labeled, 'fine')).toHaveLength(2)
  })

  test('of several calls of one predictor, one becomes a demonstration, not always the last', async () => {
    const asking = compose(
      Colour,
      { ask: predict('thing, time: integer -> colour') },
      async ({ thing }, { ask }) => {
        await ask({ thing, time: 1 })
        return { colour: (await ask({ thing, time: 2 })).colour }
      },
    )
    const tuned = await new BootstrapFewShot({
      maxBootstrappedDemos: 8,
      maxLabeledDemos: 0,
    }).compile(asking, { trainset, metric, lm: knowing() })
    const times = demosOf(tuned, 'ask').map(({ input }) => input.time)
    expect(times).toHaveLength(8)
    expect(new Set(times)).toEqual(new Set([1, 2]))
  })
})

describe('BootstrapFewShotWithRandomSearch', () => {
  /** Right on what a demonstration shows, and on `sky`. */
  const imitating = () =>
    answering(({ input, request }) => {
      const shown = request.messages
        .slice(1, -1)
        .some(({ content }) => content.includes(`${input.thing}-colour`))
      return { colour: shown || input.thing === 'sky' ? `${input.thing}-colour` : 'grey' }
    })

  test('it measures zero-shot, labeled, bootstrapped and shuffled programs and keeps the best', async () => {
    const events: OptimizerEvent[] = []
    const optimizer = new BootstrapFewShotWithRandomSearch({
      candidates: 2,
      maxLabeledDemos: 8,
      maxBootstrappedDemos: 2,
      onEvent: (event) => events.push(event),
    })
    const tuned = await optimizer.compile(student, { trainset, metric, lm: imitating() })
    const report = reportOf(tuned)
    expect(report?.candidates?.map(({ name }) => name).toSorted()).toEqual([
      'bootstrapped',
      'labeled',
      'shuffled-0',
      'shuffled-1',
      'zero-shot',
    ])
    expect(report?.candidates?.[0]).toMatchObject({
      name: 'labeled',
      score: 1,
      program: tuned.hash,
    })
    expect(report?.candidates?.find(({ name }) => name === 'zero-shot')?.score).toBe(1 / 8)
    expect(demosOf(tuned)).toHaveLength(8)
    expect(events.filter(({ type }) => type === 'candidate')).toHaveLength(5)
  })

  test('of equal programs the first wins, and it stops at a score that is good enough', async () => {
    const lm = knowing()
    const tuned = await new BootstrapFewShotWithRandomSearch({
      candidates: 3,
      stopAtScore: 1,
    }).compile(student, {
      trainset,
      valset: trainset.slice(0, 2),
      metric,
      lm,
    })
    expect(reportOf(tuned)?.candidates).toHaveLength(1)
    expect(demosOf(tuned)).toEqual([])
    expect(lm.asked).toHaveLength(2)
  })

  test('the report names examples by their place in the trainset as given, shuffled or not', async () => {
    const lm = answering(({ input, request }) => ({
      colour:
        ['grass', 'sea'].includes(input.thing ?? '') ||
        request.messages.some(({ content }) => content.includes('sea-colour'))
          ? `${input.thing}-colour`
          : 'grey',
    }))
    const optimizer = new BootstrapFewShotWithRandomSearch({
      candidates: 6,
      maxBootstrappedDemos: 1,
      maxLabeledDemos: 0,
    })
    const tuned = await optimizer.compile(student, { trainset, metric, lm })
    expect(reportOf(tuned)?.candidates?.[0]?.name).toMatch(/^shuffled/)
    expect(things(tuned)).toEqual(['sea'])
    const { demos = [] } = reportOf(tuned) ?? {}
    expect(demos.map(({ example }) => trainset[example]?.input.thing)).toEqual(things(tuned))
  })

  test('the same seed gives the same program', async () => {
    const run = async () =>
      (
        await new BootstrapFewShotWithRandomSearch({ candidates: 3, maxLabeledDemos: 3 }).compile(
          student,
          { trainset, metric, lm: imitating(), seed: 5 },
        )
      ).hash
    expect(await run()).toBe(await run())
  })

  test('it needs a metric', async () => {
    await expect(
      new BootstrapFewShotWithRandomSearch().compile(student, { trainset, lm: knowing() }),
    ).rejects.toThrow(/metric/)
  })
})

describe('with the offline model', () => {
  class Route extends Signature('Route the ticket.', {
    input: { ticket: t.text() },
    output: { queue: t.oneOf('alpha', 'beta', 'gamma') },
  }) {}
  const words = {
    alpha: ['invoice', 'refund', 'charge', 'card'],
    beta: ['crash', 'error', 'stack', 'broken'],
    gamma: ['password', 'login', 'account', 'email'],
  }
  const queues = ['alpha', 'beta', 'gamma'] as const
  const tickets = Array.from({ length: 48 }, (_, index) => {
    const queue = queues[index % 3] ?? 'alpha'
    return {
      input: {
        ticket: `Please help me with ${words[queue][(index * 7) % 4]} and ${words[queue][(index * 5 + 1) % 4]} number ${index}`,
      },
      expected: { queue },
    }
  })

  test.each([new LabeledFewShot({ k: 8 }), new BootstrapFewShot()])(
    'what $name learns from examples is better on others, beyond chance',
    async (optimizer) => {
      const [lm, router, right] = [offline(), predict(Route), exactMatch<typeof Route>('queue')]
      const tuned = await optimizer.compile(router, {
        trainset: tickets.slice(0, 24),
        metric: right,
        lm,
      })
      const [before, after] = await Promise.all(
        [router, tuned].map((module) =>
          evaluate(module, { devset: tickets.slice(24), metric: right, lm }),
        ),
      )
      expect(compareEvaluations(before!, after!).interval.low).toBeGreaterThan(0)
    },
  )
})
