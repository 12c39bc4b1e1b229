import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answering } from '../../test/support/answering-lm.ts'
import { predict } from '../module/predict/predict.ts'
import { compareEvaluations } from './compare-evaluations.ts'
import { batch, evaluate } from './evaluate.ts'
import type { EvaluationProgress } from './evaluation.ts'
import { formatTable } from './format-table.ts'
import { exactMatch } from './metrics.ts'
import { seededRandom } from './random.ts'
import { signFlipTest } from './sign-flip-test.ts'

const double = predict('number: integer -> double: integer')
const devset = Array.from({ length: 10 }, (_, number) => ({
  input: { number },
  expected: { double: number * 2 },
}))
const pause = (ticks: number): Promise<void> =>
  ticks ? Promise.resolve().then(() => pause(ticks - 1)) : Promise.resolve()
const right = answering(({ input }) => ({ double: Number(input.number) * 2 }))
/** Wrong on odd numbers. */
const half = answering(({ input }) => ({
  double: Number(input.number) % 2 ? -1 : Number(input.number) * 2,
}))
const failing = (fails: (number: number) => boolean) =>
  answering(({ input }) =>
    fails(Number(input.number))
      ? Promise.reject(new Error(`no ${input.number}`))
      : { double: Number(input.number) * 2 },
  )

describe('evaluate', () => {
  test('the score is the mean over the devset, with feedback, usage and a 95 % interval', async () => {
    const evaluation = await evaluate(double, { devset, metric: exactMatch('double'), lm: half })
    expect(evaluation.score).toBe(0.5)
    expect(evaluation.results[1]).toMatchObject({
      status: 'done',
      score: 0,
      feedback: 'double: expected 2, got -1',
      usage: { calls: 1 },
    })
    expect(evaluation.usage.calls).toBe(10)
    expect(evaluation.program).toBe(double.hash)
    expect(evaluation.interval).toMatchObject({ method: 'wilson', level: 0.95 })
    expect(evaluation.interval.low).toBeCloseTo(0.2366, 3)
    expect(evaluation.interval.high).toBeCloseTo(0.7634, 3)
  })

  test('results keep the order of the devset at any concurrency, whatever finishes first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 20 }),
        async (delays, concurrency) => {
          const lm = answering(async ({ input }) => {
            await pause(delays[Number(input.number)] ?? 0)
            return { double: Number(input.number) * 2 }
          })
          const set = delays.map((_, number) => ({ input: { number }, expected: {} }))
          const { results } = await evaluate(double, {
            devset: set,
            metric: () => 1,
            lm,
            concurrency,
          })
          expect(
            results.map((result) => result.status === 'done' && result.prediction.double),
          ).toEqual(delays.map((_, number) => number * 2))
        },
      ),
      { numRuns: 30 },
    )
  })

  test('never more examples run at a time than allowed', async () => {
    let [running, most] = [0, 0]
    const lm = answering(async () => {
      most = Math.max(most, ++running)
      await pause(5)
      running--
      return { double: 0 }
    })
    await evaluate(double, { devset, metric: () => 1, lm, concurrency: 3 })
    expect(most).toBe(3)
  })

  test('a failing example is a result with its error and the failure score; the others go on', async () => {
    const evaluation = await evaluate(double, {
      devset,
      metric: exactMatch('double'),
      lm: failing((number) => number === 4),
      failureScore: 0.5,
    })
    expect(evaluation.results[4]).toMatchObject({
      status: 'failed',
      score: 0.5,
      error: { message: 'no 4' },
    })
    expect(evaluation).toMatchObject({ errors: 1, stoppedEarly: false, score: 0.95 })
  })

  test('a metric that throws fails its example, and the prediction is kept', async () => {
    const metric = () => Promise.reject(new Error('cannot judge'))
    const { results } = await evaluate(double, { devset: devset.slice(0, 1), metric, lm: right })
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { message: 'cannot judge' },
      prediction: { double: 0 },
    })
  })

  test('after maxErrors failures the rest is skipped, counts as failed, and the result says so', async () => {
    const lm = failing((number) => number >= 2)
    const evaluation = await evaluate(double, {
      devset,
      metric: exactMatch('double'),
      lm,
      maxErrors: 3,
      concurrency: 1,
    })
    expect(evaluation.results.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'failed',
      'failed',
      'failed',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
    ])
    expect(evaluation).toMatchObject({ errors: 3, stoppedEarly: true, score: 0.2 })
    expect(lm.asked).toHaveLength(5)
  })

  test.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0.1,
    1.1,
    100,
    '1' as never,
    'true' as never,
    null as never,
    undefined as never,
    { score: 2, feedback: 'x' },
    {} as never,
  ])(
    'a metric that gives %s for one example fails that example, and the others keep what they cost',
    async (score) => {
      const evaluation = await evaluate(double, {
        devset,
        metric: ({ input }) => (input.number === 3 ? score : 1),
        lm: right,
      })
      expect(evaluation.results[3]).toMatchObject({
        status: 'failed',
        error: { code: 'invalid_score' },
        prediction: { double: 6 },
        score: 0,
      })
      expect(evaluation).toMatchObject({
        errors: 1,
        score: 0.9,
        stoppedEarly: false,
        usage: { calls: 10 },
      })
    },
  )

  test.each([1 + 1e-7, 1.0000000001, -1e-12, 0.1 + 0.2 + 0.7])(
    'a score that misses the range by rounding (%d) is at its end',
    async (score) => {
      const { results } = await evaluate(double, {
        devset: devset.slice(0, 1),
        metric: () => score,
        lm: right,
      })
      expect(results[0]).toMatchObject({ status: 'done', score: score < 0.5 ? 0 : 1 })
    },
  )

  test.each([
    [true, 1],
    [false, 0],
    [{ score: true, feedback: 'x' }, 1],
    [{ score: false, feedback: 'x' }, 0],
  ])('a metric may say whether a prediction is right: %j counts as %d', async (given, score) => {
    const { results } = await evaluate(double, {
      devset: devset.slice(0, 1),
      metric: () => given,
      lm: right,
    })
    expect(results[0]).toMatchObject({ status: 'done', score })
  })

  test('a metric without a score for any example stops the evaluation like other failures', async () => {
    const evaluation = await evaluate(double, {
      devset,
      metric: () => Number.NaN,
      lm: right,
      maxErrors: 2,
      concurrency: 1,
    })
    expect(evaluation).toMatchObject({ errors: 2, stoppedEarly: true, usage: { calls: 2 } })
  })

  test('what watches the progress may throw: the results are given all the same, and the process is warned', async () => {
    const warnings: string[] = []
    const listen = (warning: Error) => warnings.push(warning.message)
    process.on('warning', listen)
    const evaluation = await evaluate(double, {
      devset: devset.slice(0, 2),
      metric: () => 1,
      lm: right,
      onProgress: () => {
        throw new Error('no terminal')
      },
    })
    await new Promise(setImmediate)
    process.off('warning', listen)
    expect(evaluation).toMatchObject({ score: 1, errors: 0 })
    expect(warnings).toContainEqual(expect.stringContaining('no terminal'))
  })

  test('an abort, before it begins or while it runs, rejects as lm_aborted, and nothing more is asked', async () => {
    const abort = new AbortController()
    const lm = answering(() => {
      abort.abort(new Error('enough'))
      return { double: 0 }
    })
    await expect(
      evaluate(double, { devset, metric: () => 1, lm, concurrency: 1, signal: abort.signal }),
    ).rejects.toMatchObject({
      code: 'lm_aborted',
      cause: { message: 'enough' },
    })
    expect(lm.asked).toHaveLength(1)
    await expect(
      evaluate(double, { devset, metric: () => 1, lm, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'lm_aborted' })
    expect(lm.asked).toHaveLength(1)
  })

  test('progress is told after each example', async () => {
    const told: EvaluationProgress[] = []
    await evaluate(double, {
      devset,
      metric: exactMatch('double'),
      lm: half,
      concurrency: 1,
      onProgress: (progress) => told.push(progress),
    })
    expect(told.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(told.at(-1)).toEqual({ done: 10, total: 10, mean: 0.5, errors: 0 })
  })

  test('the metric sees the trace of its run', async () => {
    const { score } = await evaluate(double, {
      devset,
      metric: (_, prediction, trace) =>
        trace.length === 1 && trace[0]?.output?.double === prediction.double ? 1 : 0,
      lm: right,
    })
    expect(score).toBe(1)
  })

  test('graded scores get a bootstrap interval, the same for the same seed', async () => {
    const run = (seed: number) =>
      evaluate(double, { devset, metric: ({ input }) => input.number / 10, lm: right, seed })
    const [first, again] = await Promise.all([run(1), run(1)])
    expect(first.interval).toEqual(again.interval)
    expect(first.interval.method).toBe('bootstrap')
    expect(first.interval.low).toBeLessThan(first.score)
    expect(first.interval.high).toBeGreaterThan(first.score)
  })

  test('an empty devset is refused: there is nothing to score', async () => {
    await expect(
      evaluate(double, { devset: [], metric: () => 1, lm: right }),
    ).rejects.toMatchObject({ code: 'invalid_definition' })
  })
})

describe('compareEvaluations', () => {
  test('it pairs the examples: the mean difference, its interval, and who won how often', async () => {
    const [worse, better] = await Promise.all(
      [half, right].map((lm) => evaluate(double, { devset, metric: exactMatch('double'), lm })),
    )
    const comparison = compareEvaluations(worse!, better!)
    expect(comparison).toMatchObject({
      difference: 0.5,
      wins: 5,
      losses: 0,
      ties: 5,
      verdict: 'better',
      p: 1 / 32,
    })
    expect(comparison.interval.low).toBeGreaterThan(0)
    expect(compareEvaluations(better!, worse!)).toMatchObject({
      difference: -0.5,
      verdict: 'worse',
      p: 1,
    })
  })

  const scored = (scores: readonly number[]) =>
    evaluate(double, {
      devset: devset.slice(0, scores.length),
      metric: ({ input }) => scores[input.number] ?? 0,
      lm: right,
    })
  test.each([
    ['one win of one', [0], [1], 'not enough data', 0.5],
    ['three wins of three', [0, 0, 0], [1, 1, 1], 'not enough data', 0.125],
    ['four wins of four', [0, 0, 0, 0], [1, 1, 1, 1], 'not enough data', 0.0625],
    ['five wins of five', [0, 0, 0, 0, 0], [1, 1, 1, 1, 1], 'better', 1 / 32],
    ['five wins and a loss', [0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 0], 'undecided', 7 / 64],
    ['no difference at all', [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1], 'not enough data', 1],
    [
      'differences by rounding alone',
      [0.3, 0.3, 0.3, 0.3, 0.3],
      [0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2],
      'not enough data',
      1,
    ],
    [
      'small gains and one large loss',
      [0, 0, 0, 0, 0, 1],
      [0.1, 0.2, 0.1, 0.2, 0.1, 0],
      'undecided',
      33 / 64,
    ],
    ['gains of several sizes', [0, 0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4, 0.5], 'better', 1 / 32],
  ] as const)('%s: the verdict is that of an exact test', async (_, first, second, verdict, p) => {
    const comparison = compareEvaluations(await scored(first), await scored(second))
    expect(comparison.verdict).toBe(verdict)
    expect(comparison.p).toBeCloseTo(p, 10)
  })

  test('a p of many graded differences is drawn, the same for the same seed, and near the exact one of their signs', async () => {
    const differences = Array.from({ length: 30 }, (_, at) => (at % 3 ? 1 : -1) * (1 + at / 1000))
    const [drawn, again] = [
      signFlipTest(differences, seededRandom(1)),
      signFlipTest(differences, seededRandom(1)),
    ]
    expect(drawn).toBe(again)
    expect(
      Math.abs(drawn - signFlipTest(differences.map(Math.sign), seededRandom(1))),
    ).toBeLessThan(0.02)
  })

  test('evaluations on different examples are not comparable', async () => {
    const [all, some] = await Promise.all(
      [devset, devset.slice(1)].map((set) =>
        evaluate(double, { devset: set, metric: exactMatch('double'), lm: right }),
      ),
    )
    expect(() => compareEvaluations(all!, some!)).toThrow(/different examples/)
    const start = await evaluate(double, {
      devset: devset.slice(0, 3),
      metric: exactMatch('double'),
      lm: right,
    })
    expect(() => compareEvaluations(start, all!)).toThrow(/different examples/)
    expect(() => compareEvaluations(all!, start)).toThrow(/different examples/)
  })
})

describe('formatTable', () => {
  test('one line a result and the score below, each line within the width', async () => {
    const evaluation = await evaluate(double, {
      devset,
      metric: exactMatch('double'),
      lm: failing((number) => number === 1),
    })
    const table = formatTable(evaluation, { width: 60, rows: 2 })
    expect(table.split('\n')).toEqual([
      'score   number  expected double  double  error',
      '──────  ──────  ───────────────  ──────  ─────',
      '1.00    0       0                0',
      'failed  1       2                        no 1',
      '… 8 more',
      'score 0.900 (95 %: 0.596 to 0.982) on 10 examples, 1 failed',
    ])
  })

  test('long cells are cut to fit, and control characters do not reach the terminal', async () => {
    const module = predict('text -> copy')
    const lm = answering(() => ({ copy: `\u001b[31m${'red '.repeat(50)}` }))
    const table = formatTable(
      await evaluate(module, {
        devset: [{ input: { text: 'a\nb'.repeat(40) }, expected: {} }],
        metric: () => 1,
        lm,
      }),
      { width: 50 },
    )
    expect(
      Math.max(
        ...table
          .split('\n')
          .slice(0, 3)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(50)
    expect(table).not.toContain('\u001b')
    expect(table).toContain('…')
  })

  test('only the columns asked for', async () => {
    const evaluation = await evaluate(double, { devset, metric: exactMatch('double'), lm: right })
    expect(formatTable(evaluation, { columns: ['double'] }).split('\n')[0]).toBe('score  double')
  })
})

describe('batch', () => {
  test('each input has its outcome, in order; one that fails does not stop the others', async () => {
    const outcomes = await batch(double, [{ number: 1 }, { number: 2 }, { number: 3 }], {
      lm: failing((number) => number === 2),
      concurrency: 2,
    })
    expect(outcomes).toMatchObject([
      { status: 'done', value: { double: 2 } },
      { status: 'failed', error: { message: 'no 2' } },
      { status: 'done', value: { double: 6 } },
    ])
  })

  test('after an abort the rest is skipped', async () => {
    expect(
      await batch(double, [{ number: 1 }], { lm: right, signal: AbortSignal.abort() }),
    ).toEqual([{ status: 'skipped' }])
  })

  test('a concurrency below one is refused', async () => {
    await expect(batch(double, [{ number: 1 }], { lm: right, concurrency: 0 })).rejects.toThrow(
      /concurrency/,
    )
  })
})
