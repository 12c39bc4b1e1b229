import type { Demo } from '../adapter/adapter.ts'
import { type Random, seededRandom } from '../evaluate/random.ts'
import type { LanguageModel } from '../lm/language-model.ts'
import { sumUsage } from '../lm/usage.ts'
import type { Module } from '../module/module.ts'
import type { AnySignature, SignatureInfo } from '../signature/signature.ts'
import { canonicalJson } from '../text/canonical-json.ts'
import { bootstrap, type Bootstrapped } from './bootstrap.ts'
import { labeledDemos, stateWithDemos } from './demo.ts'
import { LabeledFewShot } from './labeled-few-shot.ts'
import { checkExamples, type CompileOptions, type Optimizer } from './optimizer.ts'
import { compileResult, type DemoOrigin, type OnOptimizerEvent } from './report.ts'
import { checkTeacher } from './teacher.ts'

export interface BootstrapFewShotOptions {
  /**
   * The number of accepted runs; each produces at most one demonstration per predictor. Default 4.
   */
  readonly maxBootstrappedDemos?: number
  /**
   * The total number of demonstrations per predictor. Unmodified examples fill what bootstrapping
   * leaves open. Default 16.
   */
  readonly maxLabeledDemos?: number
  /**
   * Attempts per example. Each attempt after the first samples again at temperature 1. Default 1.
   */
  readonly maxRounds?: number
  /** The lowest accepted score. Default: anything above 0. */
  readonly metricThreshold?: number
  /** The number of runs that may throw before the compilation fails. Default 10. */
  readonly maxErrors?: number
  /** The model for the teacher's runs. Default: the model of the compilation. */
  readonly teacherLm?: LanguageModel
  readonly onEvent?: OnOptimizerEvent
}

/**
 * Turns runs of the teacher that the metric accepts into demonstrations, including intermediate
 * steps, and fills up with unmodified examples ("DSPy", Khattab et al. 2023, BootstrapFewShot).
 * Without a teacher, the student with labeled demonstrations is the teacher; it never sees the
 * example that it runs on. Without a metric, every run is accepted.
 *
 * Rejects with `CompileFailedError` after `maxErrors` runs that threw or whose metric returned no
 * score, with `DefinitionError` for a teacher that does not match or an empty trainset, and on
 * abort. `reportOf` the result says which examples became demonstrations, which failed, and why.
 *
 * @example
 * const tuned = await new BootstrapFewShot({ maxBootstrappedDemos: 2 }).compile(titler, { trainset, metric, lm })
 */
export class BootstrapFewShot implements Optimizer {
  readonly name = 'bootstrap_few_shot'
  readonly #options: BootstrapFewShotOptions

  constructor(options: BootstrapFewShotOptions = {}) {
    this.#options = options
  }

  async compile<S = AnySignature, E = unknown>(
    student: Module<S, E>,
    options: CompileOptions<NoInfer<S>>,
  ): Promise<Module<S, E>> {
    const {
      maxBootstrappedDemos = 4,
      maxLabeledDemos = 16,
      maxRounds = 1,
      maxErrors = 10,
      metricThreshold,
      teacherLm,
      onEvent,
    } = this.#options
    const { seed = 0, trainset } = options
    checkExamples(this.name, 'trainset', trainset)
    const random = seededRandom(`${this.name}/${seed}`)
    const teacher = await this.#teacher(student, options, maxLabeledDemos)
    const settings = {
      optimizer: this.name,
      maxBootstrappedDemos,
      maxRounds,
      maxErrors,
      metricThreshold,
      teacherLm,
      onEvent,
    }
    const traces = await bootstrap(teacher, options, settings, random)
    const origins: DemoOrigin[] = []
    const state = stateWithDemos(student, (path, signature) => {
      const own = random.fork(path)
      const demos = chooseDemos(path, signature, traces, trainset, maxLabeledDemos, own)
      origins.push(
        ...demos.map(({ example, demo }) => ({
          predictor: path,
          example,
          augmented: demo.augmented === true,
        })),
      )
      return demos.map(({ demo }) => demo)
    })
    return compileResult(student, state, {
      optimizer: this.name,
      seed,
      demos: origins,
      failures: traces.failures,
      usage: sumUsage(traces.trace.map(({ usage }) => usage)),
    })
  }

  async #teacher<S, E>(
    student: Module<S, E>,
    options: CompileOptions<S>,
    maxLabeledDemos: number,
  ): Promise<Module<S, unknown>> {
    if (!options.teacher)
      return maxLabeledDemos > 0
        ? new LabeledFewShot({ k: maxLabeledDemos }).compile<S, unknown>(student, options)
        : student
    checkTeacher(options.teacher, student)
    return options.teacher
  }
}

interface Chosen {
  readonly example: number
  readonly demo: Demo
}

/**
 * A predictor's demonstrations: those from accepted runs, then examples that produced none. Each
 * predictor chooses from all of those.
 */
const chooseDemos = <S>(
  path: string,
  signature: SignatureInfo,
  { accepted }: Bootstrapped,
  trainset: CompileOptions<S>['trainset'],
  maxLabeledDemos: number,
  random: Random,
): Chosen[] => {
  const own = accepted.flatMap(({ example, demos }) =>
    Object.hasOwn(demos, path) ? [{ example, demo: demos[path] as Demo }] : [],
  )
  const examples = new Set(accepted.map(({ example }) => example))
  const shown = new Set(own.map(({ demo }) => canonicalJson(demo.input)))
  const raw = labeledDemos(signature, trainset).filter(
    ({ example, demo }) => !examples.has(example) && !shown.has(canonicalJson(demo.input)),
  )
  return [...own, ...random.sample(raw, maxLabeledDemos - own.length)]
}
