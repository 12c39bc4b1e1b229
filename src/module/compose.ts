import { signatureInfo } from '../signature/signature-info.ts'
import type { AnySignature, Prediction } from '../signature/signature.ts'
import { lazy } from '../text/lazy.ts'
import type { RecordOf } from '../type/field.ts'
import type { Json } from '../type/type.ts'
import {
  applyState,
  blueprintOf,
  type ModuleParts,
  partShapes,
  type Run,
  unionState,
} from './blueprint.ts'
import { type CompositeRun, RunningComposite } from './composite-run.ts'
import { defineModule, programIdentity } from './define-module.ts'
import type { Module } from './module.ts'
import { castValues, newPrediction, recordFailure, recordRun } from './prediction.ts'

/**
 * Calls the parts and returns the outputs. The parts are bound to the run and receive its model,
 * adapter, context, signal and trace.
 */
export type CompositeBody<S, M> = (
  input: CastInput<S>,
  parts: M,
  run: CompositeRun,
) => Promise<Prediction<S>> | Prediction<S>
type CastInput<S> = S extends { readonly input: infer I } ? RecordOf<I> : never

export interface ComposeOptions {
  /** Part of the program's hash: change it when the function changes. */
  readonly revision?: Json
}

/**
 * A module that consists of modules. Its state contains the state of each part under the part's
 * name (`answer`, `research.query`), so optimizers, saved states and versions treat it as one
 * program. The parts themselves never change. The signature casts input and outputs; values that do
 * not fit fail as invalid input. An error of a part is passed on unchanged.
 *
 * @example
 * const answerFromPosts = compose(AnswerQuestion, { find: retrieve({ search }), answer: chainOfThought(AnswerFromPassages) }, async ({ question }, { find, answer }) => {
 *   const { passages } = await find({ query: question })
 *   const { answer: text } = await answer({ question, passages: passages.map(({ text }) => text) })
 *   return { answer: text, sources: passages.map(({ source }) => source) }
 * })
 */
export const compose = <S extends AnySignature, M extends ModuleParts>(
  signature: S,
  modulePart: M,
  body: CompositeBody<S, M>,
  options: ComposeOptions = {},
): Module<S> => {
  const parts: M = { ...modulePart }
  const info = lazy(() => signatureInfo(signature))
  const run =
    (learned: ModuleParts): Run =>
    async (input, call) => {
      const values = castValues(info(), 'input', input)
      const running = new RunningComposite(call)
      try {
        // State and binding preserve the names and types of the parts.
        const outputs = await body(values as CastInput<S>, running.bind(learned) as M, running)
        return recordRun(
          newPrediction(signature, castValues(info(), 'output', outputs)),
          running.info(),
        )
      } catch (error) {
        recordFailure(error, running.calls)
        throw error
      } finally {
        call.trace?.push(...running.trace)
      }
    }
  return defineModule<S, unknown>({
    kind: 'composite',
    signature,
    info,
    shape: lazy(() => partShapes(parts)),
    initial: () => unionState(parts),
    identity: () => ({
      revision: options.revision ?? null,
      parts: Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [name, programIdentity(blueprintOf(part))]),
      ),
    }),
    compile: (state) => run(applyState(parts, state)),
  })
}
