import type { Score } from '../evaluate/example.ts'
import type { LmUsage } from '../lm/language-model.ts'
import type { Module, ModuleState } from '../module/module.ts'

/** A demonstration that was taken, and the example (its place in the trainset) it comes from. */
export interface DemoOrigin {
  readonly predictor: string
  readonly example: number
  /** Made by running the teacher; else copied from the example. */
  readonly augmented: boolean
}

/** An example that gave no demonstration, and why: the metric did not accept the run, it threw, its values do not fit the predictor, or one like it has given one. */
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
  /** Of every model call that the compilation made through modules. */
  readonly usage: LmUsage
  /** Of a search: every program measured, best first. */
  readonly candidates?: readonly CandidateReport[]
}

/** Something that happened while compiling, for progress and logs. */
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

/** What the optimizer that made the module did. Undefined for a module that no optimizer made. */
export const reportOf = (module: object): CompileReport | undefined => reports.get(module)

/** The student in its new state, with the report of how it came to it. */
export const compiled = <S, E>(
  student: Module<S, E>,
  state: ModuleState,
  report: CompileReport,
): Module<S, E> => {
  const module = student.with(state)
  reports.set(module, report)
  return module
}
