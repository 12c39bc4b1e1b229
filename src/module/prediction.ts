import { groupErrors } from '../error/error-group.ts'
import type { LmCall } from '../lm/history.ts'
import type { LmResponse, LmUsage } from '../lm/language-model.ts'
import type { AnySignature, SignatureInfo } from '../signature/signature.ts'
import { castFields } from '../type/cast-field.ts'
import { fieldOf, type Fields } from '../type/field.ts'
import { errorsOfIssues } from '../type/issue-list.ts'
import { lenientFields } from '../type/lenient.ts'
import type { TraceEntry } from './module.ts'

/** An instance of the signature's class with these outputs, which its fields have cast. */
export const newPrediction = (
  signature: AnySignature,
  outputs: Readonly<Record<string, unknown>>,
): object => {
  // The constructor type of "any signature" has no parameters; only a concrete signature knows
  // them.
  const Prediction = signature as unknown as new (outputs: object) => object
  return new Prediction(outputs)
}

/**
 * How a prediction was produced. Stored separately from the prediction, which contains only the
 * signature's outputs.
 */
export interface RunInfo {
  /** The hash of the module that produced it. */
  readonly program: string
  readonly kind: string
  /** The model of the last call; absent if no model was called. */
  readonly model: string | undefined
  /** Whether every model call was answered from the cache. */
  readonly cached: boolean
  readonly usage: LmUsage
  /** The model's responses, in order. */
  readonly responses: readonly LmResponse[]
  /** Every request to a model, with its answer or why there was none. */
  readonly calls: readonly LmCall[]
  readonly trace: readonly TraceEntry[]
  readonly durationMs: number
}

const runs = new WeakMap<object, RunInfo>()

export const recordRun = <P extends object>(prediction: P, info: RunInfo): P => {
  runs.set(prediction, info)
  return prediction
}

/**
 * How the prediction was produced: program hash, model, usage, raw responses, trace. Undefined for
 * an object that no module returned, such as a copy.
 */
export const runOf = (prediction: object): RunInfo | undefined => runs.get(prediction)

/**
 * The model calls and tokens that the prediction used. Undefined for an object that no module
 * returned.
 */
export const usageOf = (prediction: object): LmUsage | undefined => runs.get(prediction)?.usage

const failures = new WeakMap<object, readonly LmCall[]>()

/** Keeps the calls of a run that failed, found by its error. */
export const recordFailure = (error: unknown, calls: readonly LmCall[]): void => {
  if (typeof error === 'object' && error !== null) failures.set(error, calls)
}

/**
 * Every request to a language model behind a prediction, or behind an error that a module threw, in
 * order: messages, settings, response format, and the model's answer or its error. `callsText`
 * writes them out. Values of sensitive fields are replaced. Undefined for what no module returned
 * or threw.
 *
 * @example
 * const prediction = await answer({ question: 'Why is the sky blue?' })
 * console.log(callsText(inspect(prediction) ?? []))
 */
export const inspect = (target: unknown): readonly LmCall[] | undefined =>
  typeof target === 'object' && target !== null
    ? (runs.get(target)?.calls ?? failures.get(target))
    : undefined

const sensitive = (fields: Fields): string[] =>
  Object.keys(fields).filter((name) => fieldOf(fields[name] as Fields[string]).options.sensitive)

/**
 * Values of one side of a signature, cast by the fields' types, with defaults filled in. Texts stay
 * unchanged: they may be empty and keep their indentation. Throws one error with every problem:
 * `NoSuchInputError`, `RequiredError`, `InvalidArgumentError`, or an `ErrorGroup` of them.
 */
export const castValues = (
  signature: SignatureInfo,
  side: 'input' | 'output',
  values: unknown,
): Readonly<Record<string, unknown>> => {
  const fields = signature[side]
  const result = castFields(lenientFields(fields, side === 'input' ? 'given' : 'said'), values)
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
