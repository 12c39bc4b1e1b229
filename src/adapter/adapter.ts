import { contextKey } from '../context/context.ts'
import type { LanguageModel, LmMessage, LmRequest, LmResponse } from '../lm/language-model.ts'
import type { SignatureInfo } from '../signature/signature.ts'

/**
 * A demonstration: values of input and output fields as plain data. `augmented` marks one that a
 * run produced.
 */
export interface Demo {
  readonly input: Readonly<Record<string, unknown>>
  readonly output: Readonly<Record<string, unknown>>
  readonly augmented?: boolean
}

export interface FormatRequest {
  readonly signature: SignatureInfo
  readonly demos: readonly Demo[]
  readonly input: Readonly<Record<string, unknown>>
  /** What was wrong with the previous answer. */
  readonly problem?: string | undefined
}

/**
 * A further call for the same run, with its usage, cache, rollout and abort signal, and with its
 * model unless another is passed.
 */
export type Generate = (request: LmRequest, lm?: LanguageModel) => Promise<LmResponse>

/**
 * Renders a signature's call as messages and reads the answer. Pure: what depends only on the
 * signature and the demos is compiled once. `parse` throws `AdapterParseError` if it cannot read
 * the answer, and otherwise only the `LmError` of an incomplete answer.
 */
export interface Adapter {
  /** `chat`, `json`, `xml`, `two-step`: part of a program's identity. */
  readonly name: string
  format(request: FormatRequest): readonly LmMessage[]
  /** The provider's response format for this signature, if the model supports one. */
  responseFormat?(signature: SignatureInfo, lm: LanguageModel): LmRequest['responseFormat']
  /**
   * The text of an answer with these outputs, for demos, scripted models and training data. Missing
   * outputs are marked as not supplied.
   */
  formatAnswer(signature: SignatureInfo, output: Readonly<Record<string, unknown>>): string
  /**
   * The output fields, cast by their types. An answer that was cut off or withheld is an `LmError`.
   */
  parse(signature: SignatureInfo, response: LmResponse): Record<string, unknown>
  /**
   * Whether an answer that was cut off is complete anyway, with all of its outputs. Without this
   * method, no such answer is.
   */
  isWhole?(signature: SignatureInfo, response: LmResponse): boolean
  /**
   * Replaces `parse` if reading requires a model call. Fails with `AdapterParseError`, or as
   * `generate` does.
   */
  read?(
    signature: SignatureInfo,
    response: LmResponse,
    generate: Generate,
  ): Promise<Record<string, unknown>>
  /** Tried once, with a separate call, if `parse` fails. */
  readonly fallback?: Adapter
}
export const adapterKey = contextKey<Adapter>('adapter')
