import { refuseAborted } from '../context/until-aborted.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { noUsage, sumUsage } from '../lm/usage.ts'
import type { CallOptions, Module, TraceEntry } from '../module/module.ts'
import type { AnySignature, In, Prediction } from '../signature/signature.ts'
import type { Evaluation, EvaluationProgress, EvaluationResult } from './evaluation.ts'
import type { Example, Metric } from './example.ts'
import { mean, scoreInterval } from './interval.ts'
import { runPool, type BatchOutcome } from './pool.ts'
import { seededRandom } from './random.ts'
import { scoreParts } from './score.ts'

export interface EvaluateOptions<S>
  extends Pick<
    CallOptions,
    'lm' | 'adapter' | 'context' | 'signal' | 'settings' | 'cache' | 'rolloutId'
  > {
  readonly devset: readonly Example<S>[]
  readonly metric: Metric<S>
  /** The number of examples that run at the same time. Default 8. */
  readonly concurrency?: number
  /** After this many failed examples, the rest is skipped. Default 10. */
  readonly maxErrors?: number
  /** The score of a failed or skipped example. Default 0. */
  readonly failureScore?: number
  /** An error that it throws becomes a process warning. */
  readonly onProgress?: (progress: EvaluationProgress) => void
  /** The seed of the interval's resampling. Default 0. */
  readonly seed?: number
}

/**
 * Runs the module on every example and scores its predictions. A failing example is a result, not
 * an exception, and so is one whose metric throws or returns no score from 0 to 1
 * (`InvalidScoreError`), so no paid answer is lost. Rejects with `DefinitionError` for an empty
 * devset and with `LmAbortedError` on an abort.
 *
 * @example
 * const { score, interval } = await evaluate(titler, { devset, metric: exactMatch('title'), lm })
 */
export const evaluate = async <S = AnySignature, E = unknown>(
  module: Module<S, E>,
  options: EvaluateOptions<NoInfer<S>>,
): Promise<Evaluation<S>> => {
  const { devset, maxErrors = 10, failureScore = 0, onProgress } = options
  if (!devset.length)
    throw new DefinitionError({
      resource: 'evaluate',
      problem: 'the devset has no examples',
      fix: 'A score needs at least one: { devset: [{ input, expected }] }.',
    })
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  const scores: number[] = []
  let errors = 0
  const outcomes = await runPool(
    devset,
    { concurrency: options.concurrency ?? 8, signal },
    async (example) => {
      const result = await evaluateExample(module, example, { ...options, signal }, failureScore)
      if (signal.aborted && result.status === 'failed') return skipped(example, failureScore)
      scores.push(result.score)
      if (result.status === 'failed' && ++errors >= maxErrors) stop.abort()
      tell(() =>
        onProgress?.({ done: scores.length, total: devset.length, mean: mean(scores), errors }),
      )
      return result
    },
  )
  refuseAborted(options.signal)
  const results = outcomes.map((outcome, index) =>
    resultOf(outcome, devset[index] as Example<S>, failureScore),
  )
  return summarize(module.hash, results, errors, stop.signal.aborted, options.seed ?? 0)
}

/** A failing listener must not lose a result: its error becomes a process warning. */
const tell = (listener: () => void): void => {
  try {
    listener()
  } catch (error) {
    process.emitWarning(
      `onProgress of an evaluation threw: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

const evaluateExample = async <S, E>(
  module: Module<S, E>,
  example: Example<S>,
  options: EvaluateOptions<S>,
  failureScore: number,
): Promise<EvaluationResult<S>> => {
  const { lm, adapter, context, signal, settings, cache, rolloutId } = options
  const inputs = Object.fromEntries(
    Object.entries({ lm, adapter, context, signal, settings, cache, rolloutId }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  const trace: TraceEntry[] = []
  const started = performance.now()
  const row = () => ({
    example,
    trace,
    usage: sumUsage(trace.map(({ usage }) => usage)),
    durationMs: performance.now() - started,
  })
  let prediction: Awaited<ReturnType<Module<S, E>>> | undefined
  try {
    prediction = await module(example.input, { ...inputs, trace })
    return {
      status: 'done',
      ...row(),
      prediction,
      ...scoreParts(await judge(options, example, prediction, trace)),
    }
  } catch (error) {
    return {
      status: 'failed',
      ...row(),
      error,
      score: failureScore,
      ...(prediction === undefined ? {} : { prediction }),
    }
  }
}

/** The metric runs in the evaluation's context, so that a metric that calls a model finds it. */
const judge = <S>(
  { metric, context }: EvaluateOptions<S>,
  ...judged: Parameters<Metric<S>>
): ReturnType<Metric<S>> => {
  const work = () => metric(...judged)
  return context ? context.run(work) : work()
}

const skipped = <S>(example: Example<S>, score: number): EvaluationResult<S> => ({
  status: 'skipped',
  example,
  score,
  usage: noUsage,
  durationMs: 0,
  trace: [],
})

const resultOf = <S>(
  outcome: BatchOutcome<EvaluationResult<S>>,
  example: Example<S>,
  failureScore: number,
): EvaluationResult<S> => {
  if (outcome.status === 'failed') throw outcome.error
  return outcome.status === 'done' ? outcome.value : skipped(example, failureScore)
}

const summarize = <S>(
  program: string,
  results: readonly EvaluationResult<S>[],
  errors: number,
  stoppedEarly: boolean,
  seed: number,
): Evaluation<S> => {
  const scores = results.map(({ score }) => score)
  return {
    score: mean(scores),
    interval: scoreInterval(scores, seededRandom(seed)),
    results,
    usage: sumUsage(results.map(({ usage }) => usage)),
    errors,
    stoppedEarly,
    program,
  }
}

export interface BatchOptions extends Omit<CallOptions, 'trace' | 'path'> {
  /** The number of calls that run at the same time. Default 8. */
  readonly concurrency?: number
}

/**
 * Calls the module with each input and returns the outcomes in order: `done` with the prediction,
 * `failed` with the error, `skipped` after an abort. Never rejects because of a single input.
 */
export const batch = <S = AnySignature, E = unknown>(
  module: Module<S, E>,
  inputs: readonly In<NoInfer<S>>[],
  { concurrency = 8, ...options }: BatchOptions = {},
): Promise<BatchOutcome<Prediction<S> & E>[]> =>
  runPool(inputs, { concurrency, ...(options.signal ? { signal: options.signal } : {}) }, (input) =>
    module(input, options),
  )
