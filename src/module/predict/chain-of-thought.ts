import { prependField } from '../../signature/signature-info.ts'
import type { AnySignature, StringSignature } from '../../signature/signature.ts'
import type { CheckedSignature } from '../../signature/string-type.ts'
import type { FieldLike } from '../../type/field.ts'
import { t } from '../../type/t.ts'
import type { Module } from '../module.ts'
import { asSignature } from './predict.ts'
import { definePredictor, type PredictOptions } from './predictor.ts'

export interface Reasoning {
  readonly reasoning: string
}

export interface ChainOfThoughtOptions extends PredictOptions {
  /** The field for the model's reasoning. Default: a text. */
  readonly rationale?: FieldLike
}

export interface ChainOfThought {
  /**
   * Like `predict`, but the model writes its `reasoning` first, as the first output
   * ("Chain-of-thought prompting", Wei et al. 2022). Fails as `predict` does, and with
   * `DefinitionError` if the signature already has a field `reasoning`.
   *
   * @example
   * const { reasoning, title } = await chainOfThought(SuggestTitle)({ body })
   */
  <S extends AnySignature>(signature: S, options?: ChainOfThoughtOptions): Module<S, Reasoning>
  <const S extends string>(
    signature: CheckedSignature<S>,
    options?: ChainOfThoughtOptions,
  ): Module<StringSignature<S>, Reasoning>
}

const thought = t.text()

// One cast: the two forms differ in types alone.
export const chainOfThought = ((
  signature: AnySignature | string,
  { rationale = thought, ...options }: ChainOfThoughtOptions = {},
) =>
  definePredictor({
    kind: 'chain_of_thought',
    signature: asSignature(signature),
    options,
    extend: (info) => prependField(info, 'output', 'reasoning', rationale),
  })) as ChainOfThought
