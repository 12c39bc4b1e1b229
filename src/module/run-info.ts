import type { LmResponse, LmUsage } from '../lm/language-model.ts'
import type { TraceEntry } from './module.ts'

/** How a prediction came about. Kept beside the prediction, not in it: it holds the signature's outputs alone. */
export interface RunInfo {
  /** The hash of the module that made it. */
  readonly program: string
  readonly kind: string
  /** Of the last model call; absent where none was made. */
  readonly model: string | undefined
  /** Whether every model call was answered from the cache. */
  readonly cached: boolean
  readonly usage: LmUsage
  /** As the model gave them, in order. */
  readonly responses: readonly LmResponse[]
  readonly trace: readonly TraceEntry[]
  readonly durationMs: number
}

const runs = new WeakMap<object, RunInfo>()

export const recordRun = <P extends object>(prediction: P, info: RunInfo): P => {
  runs.set(prediction, info)
  return prediction
}

/** How the prediction was made: program hash, model, usage, raw responses, trace. Undefined for an object that no module returned (a copy, say). */
export const runOf = (prediction: object): RunInfo | undefined => runs.get(prediction)

/** The model calls and tokens that the prediction took. Undefined for an object that no module returned. */
export const usageOf = (prediction: object): LmUsage | undefined => runs.get(prediction)?.usage
