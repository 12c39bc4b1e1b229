import type { Context } from '../context/context.ts'
import { AssumptionFailedError } from '../error/ashlar-error.ts'
import type { AnySignature, SignatureInfo } from '../signature/signature.ts'
import type { AnyModule, CallOptions, ModuleState } from './module.ts'
import type { StateShape } from './state/shape.ts'

/** A call with what it runs in settled; `program` is the module's hash. */
export interface Call extends CallOptions {
  readonly context: Context
  readonly program: string
}

export type Run = (input: unknown, call: Call) => Promise<object>

/** What a kind of module consists of. Every part is asked for at the first use, not at the declaration. */
export interface Blueprint {
  readonly kind: string
  readonly signature: AnySignature
  /** The signature as declared. */
  readonly info: () => SignatureInfo
  /** Which predictors and parameters its state holds. */
  readonly shape: () => StateShape
  /** The state before anything is learned. */
  readonly initial: () => ModuleState
  /** What the program's hash covers beyond signature and state: tools, what is searched. */
  readonly identity: () => unknown
  /** Makes ready for a state, once, what every call shares. */
  readonly compile: (state: ModuleState) => Run
}

const blueprints = new WeakMap<object, Blueprint>()

export const registerBlueprint = (module: object, blueprint: Blueprint): void => {
  blueprints.set(module, blueprint)
}

export const blueprintOf = (module: object): Blueprint => {
  const blueprint = blueprints.get(module)
  if (!blueprint)
    throw new AssumptionFailedError('A part of a composite is not a module.', {
      fix: 'Make it with predict, chainOfThought, retrieve or compose.',
    })
  return blueprint
}

/** The module in all but its call: that is the given function. The module is not changed. */
export const withCall = <M extends AnyModule>(
  module: M,
  call: (input: unknown, options?: CallOptions) => Promise<unknown>,
): M => {
  const wrapped = (input: unknown, options?: CallOptions) => call(input, options)
  const { name: _name, length: _length, ...properties } = Object.getOwnPropertyDescriptors(module)
  Object.defineProperties(wrapped, properties)
  registerBlueprint(wrapped, blueprintOf(module))
  // It takes and gives what the module does; its properties are the module's own.
  return Object.freeze(wrapped) as unknown as M
}

/** The path of the only predictor of a module. */
export const self = 'self'

/** The path of a part's predictor or parameter, seen from the composite that holds the part under `name`. */
export const joinPath = (name: string, path: string): string =>
  path === self ? name : `${name}.${path}`

/** The modules a composite is made of, by name. */
export type Parts = Readonly<Record<string, AnyModule>>

const gather = <T>(
  parts: Parts,
  rename: (name: string, key: string) => string,
  of: (part: AnyModule) => Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) =>
      Object.entries(of(part)).map(([key, value]) => [rename(name, key), value] as const),
    ),
  )

const dotted = (name: string, key: string): string => `${name}.${key}`

/** The shapes of all parts as one, each predictor and parameter under its part's name. */
export const partShapes = (parts: Parts): StateShape => ({
  predictors: gather(parts, joinPath, (part) => blueprintOf(part).shape().predictors),
  parameters: gather(parts, dotted, (part) => blueprintOf(part).shape().parameters),
})

/** The states of all parts as one. */
export const unionState = (parts: Parts): ModuleState => {
  const parameters = gather(parts, dotted, (part) => part.state.parameters ?? {})
  return {
    version: 1,
    predictors: gather(parts, joinPath, (part) => part.state.predictors),
    ...(Object.keys(parameters).length ? { parameters } : {}),
  }
}

/** Each part in its share of the composite's state. */
export const applyState = (parts: Parts, state: ModuleState): Parts =>
  Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const { predictors, parameters } = blueprintOf(part).shape()
      const own = pick(Object.keys(parameters), (key) => state.parameters?.[dotted(name, key)])
      const share = {
        version: 1,
        predictors: pick(Object.keys(predictors), (path) => state.predictors[joinPath(name, path)]),
        ...(Object.keys(own).length ? { parameters: own } : {}),
      }
      // The composite's state was checked: every path and parameter of its parts is in it.
      return [name, part.with(share as ModuleState)]
    }),
  )

const pick = <T>(keys: readonly string[], value: (key: string) => T): Record<string, T> =>
  Object.fromEntries(keys.map((key) => [key, value(key)]))
