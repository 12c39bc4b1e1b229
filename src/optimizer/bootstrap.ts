import { isDeepStrictEqual } from 'node:util'
import type { Demo } from '../adapter/adapter.ts'
import { refuseAborted } from '../context/until-aborted.ts'
import { AshlarError } from '../error/ashlar-error.ts'
import type { Example, Score } from '../evaluate/example.ts'
import type { Random } from '../evaluate/random.ts'
import { scoreParts } from '../evaluate/score.ts'
import type { LanguageModel } from '../lm/language-model.ts'
import type { CallOptions, Module, TraceEntry } from '../module/module.ts'
import { makeDemo } from './demo.ts'
import type { CompileOptions } from './optimizer.ts'
import type { ExampleFailure, OnOptimizerEvent } from './report.ts'
import { withoutExample } from './teacher.ts'

export interface CompileFailure {
  readonly optimizer: string
  readonly errors: number
  readonly tried: number
  /** The last error, which is also the cause. */
  readonly last: unknown
}

/** An optimizer gave up because too many examples failed. */
export class CompileFailedError extends AshlarError {
  static override readonly mark: string = 'ashlar.CompileFailedError'
  readonly class = 'framework'
  readonly code = 'compile_failed'

  constructor({ optimizer, errors, tried, last }: CompileFailure) {
    super(
      `${optimizer} stopped: ${errors} of ${tried} runs failed with an error, the last with: ${last instanceof Error ? last.message : String(last)} Fix that, or raise maxErrors.`,
      { variables: { optimizer, errors, tried }, cause: last },
    )
  }
}

export interface BootstrapSettings {
  readonly optimizer: string
  readonly maxBootstrappedDemos: number
  readonly maxRounds: number
  readonly maxErrors: number
  readonly metricThreshold: number | undefined
  readonly teacherLm: LanguageModel | undefined
  readonly onEvent: OnOptimizerEvent | undefined
}

/** The demonstrations of one accepted run. */
export interface BootstrappedExample {
  readonly example: number
  readonly demos: Readonly<Record<string, Demo>>
}

export interface Bootstrapped {
  readonly accepted: readonly BootstrappedExample[]
  readonly failures: readonly ExampleFailure[]
  readonly trace: readonly TraceEntry[]
}

/**
 * Runs the teacher on the examples, in order, until enough runs were accepted. Each predictor call
 * of an accepted run may become a demonstration.
 */
export const bootstrap = async <S, E>(
  teacher: Module<S, E>,
  options: CompileOptions<S>,
  settings: BootstrapSettings,
  random: Random,
): Promise<Bootstrapped> => {
  const accepted: BootstrappedExample[] = []
  const failures: ExampleFailure[] = []
  const traces: TraceEntry[] = []
  for (const [index, example] of options.trainset.entries()) {
    if (accepted.length >= settings.maxBootstrappedDemos) break
    if (
      accepted.some((other) =>
        isDeepStrictEqual(options.trainset[other.example]?.input, example.input),
      )
    ) {
      failures.push({ example: index, round: 0, reason: 'duplicate' })
      continue
    }
    const pupil = withoutExample(teacher, example)
    for (let round = 0; round < settings.maxRounds; round++) {
      const trace: TraceEntry[] = []
      const failure = await attempt(pupil, example, round, options, settings, trace)
      traces.push(...trace)
      const demos = failure ? {} : demosOf(trace, random.fork(index))
      const useful = Object.keys(demos).length > 0
      if (useful) accepted.push({ example: index, demos })
      else failures.push({ example: index, round, ...(failure ?? { reason: 'unfit' }) })
      settings.onEvent?.({
        type: 'example',
        example: index,
        total: options.trainset.length,
        accepted: useful,
        demos: accepted.length,
      })
      giveUpIfTooMany(failures, accepted.length, settings)
      if (useful) break
    }
  }
  return { accepted, failures, trace: traces }
}

type Refusal = Pick<ExampleFailure, 'reason' | 'score' | 'error'>

/**
 * One run of the teacher: undefined if the metric accepts it, otherwise the reason. An abort
 * rejects.
 */
const attempt = async <S, E>(
  teacher: Module<S, E>,
  example: Example<S>,
  round: number,
  options: CompileOptions<S>,
  settings: BootstrapSettings,
  trace: TraceEntry[],
): Promise<Refusal | undefined> => {
  refuseAborted(options.signal)
  try {
    const prediction = await teacher(example.input, {
      ...callOptions(options, settings, round),
      trace,
    })
    const { metric, context } = options
    if (!metric) return undefined
    const judge = () => metric(example, prediction, trace)
    const score = await (context ? context.run(judge) : judge())
    return accepts(score, settings.metricThreshold) ? undefined : { reason: 'rejected', score }
  } catch (error) {
    refuseAborted(options.signal)
    return { reason: 'error', error }
  }
}

const accepts = (result: Score, threshold: number | undefined): boolean => {
  const { score } = scoreParts(result)
  return threshold === undefined ? score > 0 : score >= threshold
}

const callOptions = <S>(
  { lm, adapter, context, signal }: CompileOptions<S>,
  { teacherLm }: BootstrapSettings,
  round: number,
): CallOptions => {
  const model = teacherLm ?? lm
  return {
    ...(model ? { lm: model } : {}),
    ...(adapter ? { adapter } : {}),
    ...(context ? { context } : {}),
    ...(signal ? { signal } : {}),
    ...(round === 0 ? {} : { rolloutId: round, settings: { temperature: 1 } }),
  }
}

/**
 * One demonstration per predictor. Of several calls, the last is as likely as all earlier ones
 * together.
 */
const demosOf = (trace: readonly TraceEntry[], random: Random): Record<string, Demo> => {
  const calls = Map.groupBy(
    trace.filter((entry) => entry.output),
    (entry) => entry.predictor,
  )
  const demos = [...calls].map(([path, entries]) => {
    const choices = random.fork(path)
    const earlier = entries.slice(0, -1)
    const entry =
      earlier.length && choices.next() < 0.5
        ? earlier[choices.integer(earlier.length)]
        : entries.at(-1)
    return [
      path,
      entry && makeDemo(entry.signature, entry.input, entry.output ?? {}, true),
    ] as const
  })
  return Object.fromEntries(
    demos.filter((pair): pair is readonly [string, Demo] => pair[1] !== undefined),
  )
}

const giveUpIfTooMany = (
  failures: readonly ExampleFailure[],
  accepted: number,
  { optimizer, maxErrors }: BootstrapSettings,
): void => {
  const errors = failures.filter(({ reason }) => reason === 'error')
  if (errors.length > 0 && errors.length >= maxErrors)
    throw new CompileFailedError({
      optimizer,
      errors: errors.length,
      tried: failures.length + accepted,
      last: errors.at(-1)?.error,
    })
}
