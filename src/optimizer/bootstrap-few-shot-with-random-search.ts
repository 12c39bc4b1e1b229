import { DefinitionError } from '../error/definition-error.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Example, Metric } from '../evaluate/example.ts'
import { seededRandom } from '../evaluate/random.ts'
import type { LmUsage } from '../lm/language-model.ts'
import { noUsage, sumUsage } from '../lm/usage.ts'
import type { Module } from '../module/module.ts'
import type { AnySignature } from '../signature/signature.ts'
import { BootstrapFewShot, type BootstrapFewShotOptions } from './bootstrap-few-shot.ts'
import { stateWithDemos } from './demo.ts'
import { LabeledFewShot } from './labeled-few-shot.ts'
import { checkExamples, type CompileOptions, type Optimizer } from './optimizer.ts'
import { type CandidateReport, compileResult, type CompileReport, reportOf } from './report.ts'

export interface RandomSearchOptions extends BootstrapFewShotOptions {
  /**
   * The number of bootstrapped programs from shuffled trainsets, in addition to the three fixed
   * candidates. Default 16.
   */
  readonly candidates?: number
  /** Stop as soon as a candidate reaches this score. */
  readonly stopAtScore?: number
  /** The number of examples that are measured at the same time. Default 8. */
  readonly concurrency?: number
}

interface Candidate<S, E> {
  readonly name: string
  readonly make: () => Promise<Module<S, E>>
  /** The position in the trainset of each example in a shuffled one. */
  readonly order?: readonly number[]
}

interface Measured<S, E> {
  readonly module: Module<S, E>
  readonly report: CandidateReport
  readonly usage: LmUsage
  readonly outcome: Pick<CompileReport, 'demos' | 'failures'>
}

/**
 * Measures many few-shot programs on the valset (default: the trainset) and keeps the best, the
 * first among equals: no demonstrations, labeled ones, bootstrapped ones, and bootstrapped ones
 * from shuffled trainsets with one to `maxBootstrappedDemos` each. Requires a metric. Rejects as
 * `BootstrapFewShot` does. `reportOf` the result lists every candidate with its score, best first.
 */
export class BootstrapFewShotWithRandomSearch implements Optimizer {
  readonly name = 'bootstrap_few_shot_with_random_search'
  readonly #options: RandomSearchOptions

  constructor(options: RandomSearchOptions = {}) {
    this.#options = options
  }

  async compile<S = AnySignature, E = unknown>(
    student: Module<S, E>,
    options: CompileOptions<NoInfer<S>>,
  ): Promise<Module<S, E>> {
    const { metric } = options
    if (!metric)
      throw new DefinitionError({
        resource: this.name,
        problem: 'has no metric to compare candidates',
        fix: 'Pass one to compile.',
      })
    checkExamples(this.name, 'trainset', options.trainset)
    if (options.valset) checkExamples(this.name, 'valset', options.valset)
    const candidates = this.#candidates(student, options)
    const measured: Measured<S, E>[] = []
    for (const candidate of candidates) {
      measured.push(await this.#measure(candidate, { ...options, metric }))
      const scores = measured.map(({ report }) => report.score)
      const best = Math.max(...scores)
      this.#options.onEvent?.({
        type: 'candidate',
        candidate: (measured.at(-1) as Measured<S, E>).report,
        done: measured.length,
        total: candidates.length,
        best,
      })
      if (this.#options.stopAtScore !== undefined && best >= this.#options.stopAtScore) break
    }
    const [best, ...others] = measured.toSorted(
      (left, right) => right.report.score - left.report.score,
    ) as [Measured<S, E>, ...Measured<S, E>[]]
    return compileResult(student, best.module.state, this.#report(best, others, options.seed ?? 0))
  }

  #candidates<S, E>(student: Module<S, E>, options: CompileOptions<S>): Candidate<S, E>[] {
    const {
      maxBootstrappedDemos = 4,
      maxLabeledDemos = 16,
      candidates = 16,
      ...rest
    } = this.#options
    const bootstrapped = (count: number) =>
      new BootstrapFewShot({ ...rest, maxBootstrappedDemos: count, maxLabeledDemos })
    const shuffled = Array.from({ length: candidates }, (_, index) => {
      const random = seededRandom(`${this.name}/${options.seed ?? 0}/${index}`)
      const order = random.shuffle([...options.trainset.keys()])
      const trainset = order.map((place) => options.trainset[place] as Example<S>)
      const [count, seed] = [
        Math.min(maxBootstrappedDemos, 1 + random.integer(maxBootstrappedDemos)),
        random.integer(2 ** 31),
      ]
      return {
        name: `shuffled-${index}`,
        order,
        make: () => bootstrapped(count).compile<S, E>(student, { ...options, trainset, seed }),
      }
    })
    return [
      { name: 'zero-shot', make: async () => student.with(stateWithDemos(student, () => [])) },
      {
        name: 'labeled',
        make: () => new LabeledFewShot({ k: maxLabeledDemos }).compile<S, E>(student, options),
      },
      {
        name: 'bootstrapped',
        make: () => bootstrapped(maxBootstrappedDemos).compile<S, E>(student, options),
      },
      ...shuffled,
    ]
  }

  async #measure<S, E>(
    { name, make, order }: Candidate<S, E>,
    options: CompileOptions<S> & { readonly metric: Metric<S> },
  ): Promise<Measured<S, E>> {
    const { lm, adapter, context, signal, valset = options.trainset, metric, seed = 0 } = options
    const { concurrency = 8, maxErrors = 10 } = this.#options
    const module = await make()
    const settings = {
      ...(lm ? { lm } : {}),
      ...(adapter ? { adapter } : {}),
      ...(context ? { context } : {}),
      ...(signal ? { signal } : {}),
    }
    const { score, errors, usage } = await evaluate<S, E>(module, {
      ...settings,
      devset: valset,
      metric,
      concurrency,
      maxErrors,
      seed,
    })
    return {
      module,
      report: { name, score, errors, state: module.state, program: module.hash },
      usage: sumUsage([usage, reportOf(module)?.usage ?? noUsage]),
      outcome: originsIn(order, reportOf(module)),
    }
  }

  #report<S, E>(
    best: Measured<S, E>,
    others: readonly Measured<S, E>[],
    seed: number,
  ): CompileReport {
    const all = [best, ...others]
    return {
      optimizer: this.name,
      seed,
      ...best.outcome,
      usage: sumUsage(all.map(({ usage }) => usage)),
      candidates: all.map(({ report }) => report),
    }
  }
}

const originsIn = (
  order: readonly number[] | undefined,
  report: CompileReport | undefined,
): Pick<CompileReport, 'demos' | 'failures'> => {
  const place = <T extends { readonly example: number }>(item: T): T => ({
    ...item,
    example: order?.[item.example] ?? item.example,
  })
  return { demos: (report?.demos ?? []).map(place), failures: (report?.failures ?? []).map(place) }
}
