import type { TraceEntry } from '../module/module.ts'
import type { In, Prediction } from '../signature/signature.ts'

/** One labeled case: the input, and the outputs that are known to be correct. */
export interface Example<S> {
  readonly input: In<S>
  readonly expected: Partial<Prediction<S>>
}

/**
 * A score from 0 (worst) to 1 (best), or whether the prediction is correct, with feedback for
 * optimizers that reflect.
 */
export type Score =
  | number
  | boolean
  | { readonly score: number | boolean; readonly feedback: string }

export type Metric<S> = (
  example: Example<S>,
  prediction: Prediction<S>,
  trace: readonly TraceEntry[],
) => Score | Promise<Score>
