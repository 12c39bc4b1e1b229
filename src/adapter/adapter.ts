import { contextKey } from '../context/context.ts'
import type { LanguageModel, LmMessage, LmRequest, LmResponse } from '../lm/language-model.ts'
import type { SignatureInfo } from '../signature/signature.ts'

/** A demonstration: values of input and output fields as plain data. `augmented` marks one that a run produced. */
export interface Demo {
  readonly input: Readonly<Record<string, unknown>>
  readonly output: Readonly<Record<string, unknown>>
  readonly augmented?: boolean
}

export interface FormatRequest {
  readonly signature: SignatureInfo
  readonly demos: readonly Demo[]
  readonly input: Readonly<Record<string, unknown>>
  /** What was wrong with an answer that was given before. */
  readonly problem?: string | undefined
}

/** A further call on behalf of the same run (its usage, cache, rollout and abort signal are the run's), by the run's model unless another is given. */
export type Generate = (request: LmRequest, lm?: LanguageModel) => Promise<LmResponse>

/**
 * Renders a signature's call as messages and reads the answer back. Pure: what depends on the signature and demos alone is compiled once.
 * `parse` throws `AdapterParseError` where it cannot read the answer, and nothing else but the `LmError` of an answer that did not come to its end.
 */
export interface Adapter {
  /** `chat`, `json`, `xml`, `two-step`: part of a program's identity. */
  readonly name: string
  format(request: FormatRequest): readonly LmMessage[]
  /** The provider's response format for this signature, where the model supports one. */
  responseFormat?(signature: SignatureInfo, lm: LanguageModel): LmRequest['responseFormat']
  /** What an assistant that gives these outputs would say: the answers of demos, of scripted models, of training data. Outputs left out are marked as not supplied. */
  formatAnswer(signature: SignatureInfo, output: Readonly<Record<string, unknown>>): string
  /** The output fields, cast by their types. An answer that was cut off or withheld is an `LmError`. */
  parse(signature: SignatureInfo, response: LmResponse): Record<string, unknown>
  /** Whether an answer that was cut off is whole all the same: nothing of its outputs is missing. Where it is not there, no such answer is. */
  isWhole?(signature: SignatureInfo, response: LmResponse): boolean
  /** Where it is there, it is used instead of `parse`: reading that needs a model itself. Fails with `AdapterParseError`, or with what `generate` fails with. */
  read?(
    signature: SignatureInfo,
    response: LmResponse,
    generate: Generate,
  ): Promise<Record<string, unknown>>
  /** Tried once, with a call of its own, when `parse` fails. */
  readonly fallback?: Adapter
}
export const adapterKey = contextKey<Adapter>('adapter')
