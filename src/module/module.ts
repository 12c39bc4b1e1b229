import type { Adapter, Demo } from '../adapter/adapter.ts'
import type { Context } from '../context/context.ts'
import type { LanguageModel, LmSettings, LmUsage } from '../lm/language-model.ts'
import type { In, Prediction, SignatureInfo } from '../signature/signature.ts'
import type { Json } from '../type/type.ts'

export interface CallOptions {
  readonly lm?: LanguageModel
  readonly adapter?: Adapter
  readonly context?: Context
  readonly signal?: AbortSignal
  readonly settings?: LmSettings
  readonly rolloutId?: number | string
  readonly cache?: boolean
  /** Receives every predictor call of this run, in order. */
  readonly trace?: TraceEntry[]
  /** The path of this call in a composite (`answer`); set by the composite. */
  readonly path?: string
}

/** What one predictor has learned. Plain JSON; `demos` contain field values in wire form. */
export interface PredictorState {
  /**
   * The hash of the input and output fields (names and types) that this state belongs to. A state
   * with another hash is rejected.
   */
  readonly signatureHash: string
  readonly instructions: string
  readonly demos: readonly Demo[]
  /** If absent, the call's adapter is used. */
  readonly adapter?: string
  readonly settings?: LmSettings
}

/**
 * The state of every predictor of a module by its path (`self` for a lone predictor), and its own
 * settings (`k` of a retriever).
 */
export interface ModuleState {
  readonly version: 1
  readonly predictors: Readonly<Record<string, PredictorState>>
  readonly parameters?: Readonly<Record<string, Json>>
}

/** One predictor call: the predictor, its input, and its output or error. */
export interface TraceEntry {
  readonly predictor: string
  readonly signature: SignatureInfo
  readonly input: Readonly<Record<string, unknown>>
  readonly output?: Readonly<Record<string, unknown>>
  readonly error?: unknown
  readonly usage: LmUsage
}

/**
 * A function that uses a language model. Immutable: no call changes it, and `with` returns another
 * module. `Extra` is what its predictions contain in addition to the signature's outputs
 * (`reasoning`).
 */
export interface Module<S, Extra = unknown> {
  (input: In<S>, options?: CallOptions): Promise<Prediction<S> & Extra>
  readonly signature: S
  /** `predict`, `chain_of_thought`, … */
  readonly kind: string
  readonly state: ModuleState
  /** The signature of every predictor by its path, with the current instructions. */
  readonly predictors: Readonly<Record<string, SignatureInfo>>
  /**
   * Returns another module with this state. Validates the whole state first: throws
   * `InvalidStateError` or `StateSignatureMismatchError`.
   */
  with(state: ModuleState): Module<S, Extra>
  /**
   * SHA-256 over signature, instructions, demos, adapter, LM settings, tools and retrieval
   * settings.
   */
  readonly hash: string
}
// oxlint-disable-next-line typescript/no-explicit-any -- a bound, any module fits
export type AnyModule = Module<any, any>
