import type { LmSettings } from '../../lm/language-model.ts'
import { adapterByName } from '../../lm/adapter/adapter-by-name.ts'
import type { Demo } from '../../lm/adapter/adapter.ts'
import type { AnySignature, SignatureInfo } from '../../signature/signature.ts'
import { signatureHash } from '../../signature/signature-hash.ts'
import { signatureInfo, withInstructions } from '../../signature/signature-info.ts'
import { defineModule } from '../define-module.ts'
import { lazy } from '../lazy.ts'
import type { Module, ModuleState, PredictorState } from '../module.ts'
import { self } from '../path.ts'
import { callPredictor, type Predictor } from './call-predictor.ts'
import { wireDemo } from './wire-demo.ts'

/** What a predictor starts with. Everything here is part of its state: an optimizer or a saved state may replace it. */
export interface PredictOptions {
  /** Default: the signature's. */
  readonly instructions?: string
  /** Values as the fields' types take them; the state keeps their wire form. */
  readonly demos?: readonly Demo[]
  /** By name. Default: the call's adapter, else the context's, else the configured one, else `chat`. */
  readonly adapter?: string
  readonly settings?: LmSettings
}

interface PredictorBlueprint<S> {
  readonly kind: string
  readonly signature: S
  readonly options: PredictOptions
  /** What the model is asked, made from what was declared: a chain of thought asks for one field more. */
  readonly extend?: (info: SignatureInfo) => SignatureInfo
}

/** A module with one predictor. */
export const definePredictor = <S extends AnySignature, E>({ kind, signature, options, extend = (info) => info }: PredictorBlueprint<S>): Module<S, E> => {
  const info = lazy(() => extend(signatureInfo(signature)))
  const declared = copy(options)
  return defineModule<S, E>({
    kind,
    signature,
    info,
    identity: () => null,
    shape: lazy(() => ({ predictors: { [self]: info() }, parameters: {} })),
    initial: () => initialState(info(), declared),
    compile: (state) => {
      const predictor = makeReady(kind, signature, info(), state.predictors[self] as PredictorState)
      return (input, call) => callPredictor(predictor, input, call)
    },
  })
}

/** The state is made at the first use: what a caller does to its options until then must not reach it. */
const copy = (options: PredictOptions): PredictOptions => ({
  ...options,
  ...(options.demos ? { demos: options.demos.map((demo) => ({ ...demo, input: { ...demo.input }, output: { ...demo.output } })) } : {}),
  ...(options.settings ? { settings: { ...options.settings } } : {}),
})

const initialState = (info: SignatureInfo, { instructions = info.instructions, demos = [], adapter, settings }: PredictOptions): ModuleState => ({
  version: 1,
  predictors: {
    [self]: {
      signatureHash: signatureHash(info),
      instructions,
      demos: demos.map((demo) => wireDemo(info, demo)),
      ...(adapter === undefined ? {} : { adapter }),
      ...(settings === undefined ? {} : { settings }),
    },
  },
})

const makeReady = (kind: string, signature: AnySignature, info: SignatureInfo, state: PredictorState): Predictor => ({
  kind,
  signature,
  info: withInstructions(info, state.instructions),
  demos: state.demos,
  adapter: state.adapter === undefined ? undefined : adapterByName(state.adapter),
  settings: state.settings ?? {},
})
