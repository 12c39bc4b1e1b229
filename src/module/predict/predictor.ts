import { adapterByName } from '../../adapter/adapter-by-name.ts'
import type { Demo } from '../../adapter/adapter.ts'
import type { LmSettings } from '../../lm/language-model.ts'
import { signatureHash } from '../../signature/signature-hash.ts'
import { signatureInfo, withInstructions } from '../../signature/signature-info.ts'
import type { AnySignature, SignatureInfo } from '../../signature/signature.ts'
import { lazy } from '../../text/lazy.ts'
import { fieldOf, type Fields } from '../../type/field.ts'
import { lenientFields, type SpeakingSide } from '../../type/lenient.ts'
import { withoutSensitive } from '../../type/without-sensitive.ts'
import { self } from '../blueprint.ts'
import { defineModule } from '../define-module.ts'
import type { Module, ModuleState, PredictorState } from '../module.ts'
import { callPredictor, type Predictor } from './call-predictor.ts'

type Values = Readonly<Record<string, unknown>>

const wireSide = (declared: Fields, values: Values, side: SpeakingSide): Values => {
  const fields = lenientFields(declared, side)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const like = Object.hasOwn(fields, name) ? fields[name] : undefined
      const cast =
        like === undefined || value === undefined || value === null
          ? undefined
          : fieldOf(like).type.cast(value)
      return [
        name,
        like !== undefined && cast?.ok ? fieldOf(like).type.toJson(cast.value as never) : value,
      ]
    }),
  )
}

/**
 * A demonstration as stored in a state: values in the wire form of their fields (a `Date` as text).
 * The state's check reports values that do not fit. Sensitive values are never stored.
 */
const wireDemo = ({ input, output }: SignatureInfo, demo: Demo): Demo => ({
  ...demo,
  input: wireSide(input, withoutSensitive(input, demo.input), 'given'),
  output: wireSide(output, withoutSensitive(output, demo.output), 'said'),
})

/** The initial state of a predictor. An optimizer or a saved state may replace any of it. */
export interface PredictOptions {
  /** Default: the signature's. */
  readonly instructions?: string
  /** Values of the fields' types. The state stores their wire form. */
  readonly demos?: readonly Demo[]
  /**
   * The name of an adapter. Default: the call's adapter, then the context's, the configured one,
   * and `chat`.
   */
  readonly adapter?: string
  readonly settings?: LmSettings
}

interface PredictorBlueprint<S> {
  readonly kind: string
  readonly signature: S
  readonly options: PredictOptions
  /**
   * The signature that the model sees, derived from the declared one: a chain of thought adds a
   * field.
   */
  readonly extend?: (info: SignatureInfo) => SignatureInfo
}

/** A module with one predictor. */
export const definePredictor = <S extends AnySignature, E>({
  kind,
  signature,
  options,
  extend = (info) => info,
}: PredictorBlueprint<S>): Module<S, E> => {
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

/**
 * The state is created at the first use. Changes that a caller makes to its options until then must
 * not affect it.
 */
const copy = (options: PredictOptions): PredictOptions => ({
  ...options,
  ...(options.demos
    ? {
        demos: options.demos.map((demo) => ({
          ...demo,
          input: { ...demo.input },
          output: { ...demo.output },
        })),
      }
    : {}),
  ...(options.settings ? { settings: { ...options.settings } } : {}),
})

const initialState = (
  info: SignatureInfo,
  { instructions = info.instructions, demos = [], adapter, settings }: PredictOptions,
): ModuleState => ({
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

const makeReady = (
  kind: string,
  signature: AnySignature,
  info: SignatureInfo,
  state: PredictorState,
): Predictor => ({
  kind,
  signature,
  info: withInstructions(info, state.instructions),
  demos: state.demos,
  adapter: state.adapter === undefined ? undefined : adapterByName(state.adapter),
  settings: state.settings ?? {},
})
