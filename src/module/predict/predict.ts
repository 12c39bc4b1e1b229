import { type AnySignature, Signature, type StringSignature } from '../../signature/signature.ts'
import type { CheckedSignature } from '../../signature/string-type.ts'
import type { Module } from '../module.ts'
import { definePredictor, type PredictOptions } from './predictor.ts'

export interface Predict {
  /**
   * A module that asks the model once. Its prediction is an instance of the signature's class. A
   * call fails with an error of class `invalid` that lists every problem with the input, with the
   * model's `LmError`, or with `AdapterParseError` if neither the adapter nor its fallback can read
   * the answer.
   *
   * @example
   * const summarize = predict(Summarize)
   * const { summary } = await summarize({ body })
   */
  <S extends AnySignature>(signature: S, options?: PredictOptions): Module<S>
  /**
   * The same with a signature from one line of text.
   *
   * @example
   * const { answer } = await predict('question -> answer')({ question: 'What is Ashlar?' })
   */
  <const S extends string>(
    signature: CheckedSignature<S>,
    options?: PredictOptions,
  ): Module<StringSignature<S>>
}

/** A declared signature, or the one that a text describes. */
export const asSignature = (signature: AnySignature | string): AnySignature =>
  typeof signature === 'string' ? Signature(signature as never) : signature

// One cast: the two forms differ in types alone.
export const predict = ((signature: AnySignature | string, options: PredictOptions = {}) =>
  definePredictor({ kind: 'predict', signature: asSignature(signature), options })) as Predict
