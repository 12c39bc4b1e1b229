import type { TraceEntry } from '../module/module.ts'
import type { In, Prediction } from '../signature/signature.ts'

/** One labelled case: the input, and what of the outputs is known to be right. */
export interface Example<S> {
  readonly input: In<S>
  readonly expected: Partial<Prediction<S>>
}

/** A score from 0 (worst) to 1 (best), or whether the prediction is right; and what a reflecting optimizer should know about it. */
export type Score =
  | number
  | boolean
  | { readonly score: number | boolean; readonly feedback: string }

export type Metric<S> = (
  example: Example<S>,
  prediction: Prediction<S>,
  trace: readonly TraceEntry[],
) => Score | Promise<Score>
