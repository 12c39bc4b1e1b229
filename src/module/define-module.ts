import { currentContext, signalKey } from '../context/context.ts'
import { withSpan } from '../context/trace.ts'
import { refuseAborted } from '../context/until-aborted.ts'
import { withCaller } from '../error/with-caller.ts'
import { withInstructions } from '../signature/signature-info.ts'
import type { SignatureInfo } from '../signature/signature.ts'
import { canonicalJson } from '../text/canonical-json.ts'
import { digest } from '../text/digest.ts'
import { lazy } from '../text/lazy.ts'
import { type AnyField, fieldOf, type Fields } from '../type/field.ts'
import { type Blueprint, registerBlueprint } from './blueprint.ts'
import type { CallOptions, Module, ModuleState } from './module.ts'
import { checkState } from './state/check-state.ts'
import type { StateShape } from './state/shape.ts'

/** SHA-256 (hex) of a value's canonical JSON, independent of the order of keys. */
const contentHash = (value: unknown): string => digest('sha256', canonicalJson(value))

const describe = (fields: Fields) =>
  Object.entries(fields).map(([name, like]) => {
    const { type, options } = fieldOf(like)
    const shape = [
      type.name,
      type.description,
      type.jsonSchema,
      type.outputJsonSchema ?? null,
      type.limits ?? [],
    ]
    return [
      name,
      ...shape,
      options.description ?? null,
      options.nullable ?? false,
      defaultIdentity(options),
    ]
  })

/** A function may return a different value each time, so only its existence is recorded. */
const defaultIdentity = (options: AnyField['options']): unknown =>
  'default' in options
    ? { value: typeof options.default === 'function' ? 'computed' : options.default }
    : null

/**
 * Everything in a signature that affects a prompt or the reading of an answer, as plain data:
 * fields in order, with types, limits, descriptions and defaults. Instructions are in the state.
 */
const signatureIdentity = ({ input, output }: SignatureInfo) => ({
  input: describe(input),
  output: describe(output),
})

/** A module of the blueprint in its initial state. */
export const defineModule = <S, E>(blueprint: Blueprint): Module<S, E> =>
  inState(
    blueprint,
    lazy(() => checkState(blueprint.initial(), blueprint.shape())),
  )

const inState = <S, E>(blueprint: Blueprint, state: () => ModuleState): Module<S, E> => {
  const run = lazy(() => blueprint.compile(state()))
  const hash = lazy(() => programHash(blueprint, state()))
  const predictors = lazy(() => inForce(blueprint.shape().predictors, state()))
  const module = async (input: unknown, options: CallOptions = {}) => {
    const context = options.context ?? currentContext()
    const signal = options.signal ?? context.get(signalKey)
    const call = { ...options, context, program: hash(), ...(signal ? { signal } : {}) }
    const work = () =>
      withSpan(
        'ashlar.module',
        {
          attributes: {
            'ashlar.module.kind': blueprint.kind,
            'ashlar.signature': blueprint.info().name,
            'ashlar.program': call.program,
          },
        },
        () => run()(input, call),
      )
    refuseAborted(signal)
    try {
      return await (options.context ? context.run(work) : work())
    } catch (error) {
      throw withCaller(error, module)
    }
  }
  Object.defineProperties(module, {
    signature: { value: blueprint.signature, enumerable: true },
    kind: { value: blueprint.kind, enumerable: true },
    state: { get: state, enumerable: true },
    predictors: { get: predictors, enumerable: true },
    hash: { get: hash, enumerable: true },
    with: { value: (change: unknown) => withState(blueprint, change) },
  })
  registerBlueprint(module, blueprint)
  // One cast: the properties are defined individually, so that lazy ones stay lazy.
  return Object.freeze(module) as unknown as Module<S, E>
}

const withState = (blueprint: Blueprint, change: unknown) => {
  const state = checkState(change, blueprint.shape())
  return inState(blueprint, () => state)
}

const inForce = (
  signatures: StateShape['predictors'],
  state: ModuleState,
): StateShape['predictors'] =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(signatures).map(([path, info]) => [
        path,
        withInstructions(info, state.predictors[path]?.instructions ?? info.instructions),
      ]),
    ),
  )

const programHash = (blueprint: Blueprint, state: ModuleState): string =>
  contentHash({ ...programIdentity(blueprint), state })

/** Everything that determines what a program does, except its state. */
export const programIdentity = (blueprint: Blueprint) => ({
  kind: blueprint.kind,
  signature: signatureIdentity(blueprint.info()),
  predictors: Object.fromEntries(
    Object.entries(blueprint.shape().predictors).map(([path, info]) => [
      path,
      signatureIdentity(info),
    ]),
  ),
  identity: blueprint.identity(),
})
