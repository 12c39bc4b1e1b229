import { type Random, seededRandom } from '../evaluate/random.ts'
import { noUsage } from '../lm/usage.ts'
import type { Module } from '../module/module.ts'
import type { AnySignature, SignatureInfo } from '../signature/signature.ts'
import { type LabeledDemo, labeledDemos, makeDemo, stateWithDemos } from './demo.ts'
import { checkExamples, type CompileOptions, type Optimizer } from './optimizer.ts'
import { compileResult, type DemoOrigin } from './report.ts'

export interface LabeledFewShotOptions {
  /** The number of demonstrations per predictor. Default 16. */
  readonly k?: number
  /** Whether to choose at random; false uses the first examples. Default true. */
  readonly sample?: boolean
}

/**
 * Uses `k` unmodified examples of the trainset as demonstrations for every predictor, without model
 * calls and without a metric. A predictor inside a composite gets the fields of the example that it
 * has. Rejects with `DefinitionError` for an empty trainset.
 *
 * @example
 * const tuned = await new LabeledFewShot({ k: 4 }).compile(titler, { trainset })
 */
export class LabeledFewShot implements Optimizer {
  readonly name = 'labeled_few_shot'
  readonly #k: number
  readonly #sample: boolean

  constructor({ k = 16, sample = true }: LabeledFewShotOptions = {}) {
    this.#k = k
    this.#sample = sample
  }

  async compile<S = AnySignature, E = unknown>(
    student: Module<S, E>,
    { trainset, seed = 0 }: CompileOptions<NoInfer<S>>,
  ): Promise<Module<S, E>> {
    checkExamples(this.name, 'trainset', trainset)
    const random = seededRandom(`${this.name}/${seed}`)
    const origins: DemoOrigin[] = []
    const state = stateWithDemos(student, (path, signature) => {
      const demos = this.#choose(labeledDemos(signature, trainset), random.fork(path))
      origins.push(...demos.map(({ example }) => ({ predictor: path, example, augmented: false })))
      return demos.map(({ demo }) => demo)
    })
    return compileResult(student, state, {
      optimizer: this.name,
      seed,
      demos: origins,
      failures: unfit(student.predictors, trainset),
      usage: noUsage,
    })
  }

  #choose(pool: readonly LabeledDemo[], random: Random): readonly LabeledDemo[] {
    return this.#sample ? random.sample(pool, this.#k) : pool.slice(0, this.#k)
  }
}

/** The examples that no predictor could use. */
const unfit = <S>(
  predictors: Readonly<Record<string, SignatureInfo>>,
  trainset: CompileOptions<S>['trainset'],
) =>
  trainset.flatMap(({ input, expected }, example) =>
    Object.values(predictors).some((signature) => makeDemo(signature, input, expected))
      ? []
      : [{ example, round: 0, reason: 'unfit' as const }],
  )
