import type { Score } from '../evaluate/example.ts'
import type { LmUsage } from '../lm/language-model.ts'
import type { Module, ModuleState } from '../module/module.ts'

/** A chosen demonstration, and the position of its example in the trainset. */
export interface DemoOrigin {
  readonly predictor: string
  readonly example: number
  /** Whether a run of the teacher produced it; otherwise it is a copy of the example. */
  readonly augmented: boolean
}

/**
 * An example without a demonstration, and the reason: the metric rejected the run, the run threw,
 * its values do not fit the predictor, or another example produced the same one.
 */
export interface ExampleFailure {
  readonly example: number
  readonly round: number
  readonly reason: 'rejected' | 'error' | 'unfit' | 'duplicate'
  readonly score?: Score
  readonly error?: unknown
}

export interface CandidateReport {
  /** `zero-shot`, `labeled`, `bootstrapped`, `shuffled-3`. */
  readonly name: string
  readonly score: number
  readonly errors: number
  readonly state: ModuleState
  readonly program: string
}

/** What an optimizer did, as data. */
export interface CompileReport {
  readonly optimizer: string
  readonly seed: number
  readonly demos: readonly DemoOrigin[]
  readonly failures: readonly ExampleFailure[]
  /** The usage of every model call that the compilation made through modules. */
  readonly usage: LmUsage
  /** Of a search: every measured program, best first. */
  readonly candidates?: readonly CandidateReport[]
}

/** An event during compilation, for progress and logs. */
export type OptimizerEvent =
  | {
      readonly type: 'example'
      readonly example: number
      readonly total: number
      readonly accepted: boolean
      readonly demos: number
    }
  | {
      readonly type: 'candidate'
      readonly candidate: CandidateReport
      readonly done: number
      readonly total: number
      readonly best: number
    }

export type OnOptimizerEvent = (event: OptimizerEvent) => void

const reports = new WeakMap<object, CompileReport>()

/** The report of the optimizer that produced the module. Undefined for any other module. */
export const reportOf = (module: object): CompileReport | undefined => reports.get(module)

/** The student in its new state, with the optimizer's report. */
export const compileResult = <S, E>(
  student: Module<S, E>,
  state: ModuleState,
  report: CompileReport,
): Module<S, E> => {
  const module = student.with(state)
  reports.set(module, report)
  return module
}
