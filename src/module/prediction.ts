import { groupErrors } from '../error/error-group.ts'
import type { LmResponse, LmUsage } from '../lm/language-model.ts'
import type { AnySignature, SignatureInfo } from '../signature/signature.ts'
import { castFields } from '../type/cast-field.ts'
import { fieldOf, type Fields } from '../type/field.ts'
import { errorsOfIssues } from '../type/issue-list.ts'
import { lenientFields } from '../type/lenient.ts'
import type { TraceEntry } from './module.ts'

/** An instance of the signature's class with these outputs, which were cast by its fields. */
export const newPrediction = (
  signature: AnySignature,
  outputs: Readonly<Record<string, unknown>>,
): object => {
  // The type of any signature's constructor takes nothing: what it takes is known to each signature alone.
  const Prediction = signature as unknown as new (outputs: object) => object
  return new Prediction(outputs)
}

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

const sensitive = (fields: Fields): string[] =>
  Object.keys(fields).filter((name) => fieldOf(fields[name] as Fields[string]).options.sensitive)

/** Values of one side of a signature, cast by the fields' types; defaults are filled in. What is given stays as it is: a text may be empty, and keeps what indents it. Throws one error with every problem: `NoSuchInput`, `Required`, `InvalidArgument`, or an `ErrorGroup` of them. */
export const castValues = (
  signature: SignatureInfo,
  side: 'input' | 'output',
  given: unknown,
): Readonly<Record<string, unknown>> => {
  const fields = signature[side]
  const result = castFields(lenientFields(fields, side === 'input' ? 'given' : 'said'), given)
  if (!result.ok)
    throw groupErrors(
      errorsOfIssues(result.issues, {
        kind: 'argument',
        of: signature.name,
        sensitiveFields: sensitive(fields),
      }),
    )
  return result.value
}
