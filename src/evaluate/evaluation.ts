import type { LmUsage } from '../lm/language-model.ts'
import type { TraceEntry } from '../module/module.ts'
import type { Prediction } from '../signature/signature.ts'
import type { Example } from './example.ts'
import type { Interval } from './interval.ts'

interface Row<S> {
  readonly example: Example<S>
  readonly score: number
  readonly usage: LmUsage
  readonly durationMs: number
  readonly trace: readonly TraceEntry[]
}

/**
 * The outcome of one example. `failed`: the module or the metric threw; `skipped`: the evaluation
 * stopped before its turn.
 */
export type EvaluationResult<S> =
  | (Row<S> & {
      readonly status: 'done'
      readonly prediction: Prediction<S>
      readonly feedback: string | undefined
    })
  | (Row<S> & {
      readonly status: 'failed'
      readonly error: unknown
      readonly prediction?: Prediction<S>
    })
  | (Row<S> & { readonly status: 'skipped' })

export interface Evaluation<S> {
  /**
   * The mean over all examples, from 0 to 1. Failed and skipped examples count with the failure
   * score.
   */
  readonly score: number
  /** The 95% interval of the score. */
  readonly interval: Interval
  /** One result per example, in the order of the devset. */
  readonly results: readonly EvaluationResult<S>[]
  readonly usage: LmUsage
  readonly errors: number
  /** Whether the rest was skipped after too many errors. */
  readonly stoppedEarly: boolean
  /** The hash of the module that was measured. */
  readonly program: string
}

export interface EvaluationProgress {
  readonly done: number
  readonly total: number
  /** The mean of the finished examples. */
  readonly mean: number
  readonly errors: number
}
