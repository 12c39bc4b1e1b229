import type { Context } from '../context/context.ts'
import { AssumptionFailedError } from '../error/ashlar-error.ts'
import type { AnySignature, SignatureInfo } from '../signature/signature.ts'
import type { AnyModule, CallOptions, ModuleState } from './module.ts'
import type { StateShape } from './state/shape.ts'

/** A call with its context resolved; `program` is the module's hash. */
export interface Call extends CallOptions {
  readonly context: Context
  readonly program: string
}

export type Run = (input: unknown, call: Call) => Promise<object>

/**
 * What a kind of module consists of. Every part is evaluated at the first use, not at the
 * declaration.
 */
export interface Blueprint {
  readonly kind: string
  readonly signature: AnySignature
  /** The signature as declared. */
  readonly info: () => SignatureInfo
  /** The predictors and parameters in its state. */
  readonly shape: () => StateShape
  /** The initial state. */
  readonly initial: () => ModuleState
  /** What the program's hash covers in addition to signature and state: tools, what is searched. */
  readonly identity: () => unknown
  /** Prepares once, for a state, what all calls share. */
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
      fix: 'Create it with predict, chainOfThought, retrieve or compose.',
    })
  return blueprint
}

/** The module with another function as its call. The original module is not changed. */
export const withCall = <M extends AnyModule>(
  module: M,
  call: (input: unknown, options?: CallOptions) => Promise<unknown>,
): M => {
  const wrapped = (input: unknown, options?: CallOptions) => call(input, options)
  const { name: _name, length: _length, ...properties } = Object.getOwnPropertyDescriptors(module)
  Object.defineProperties(wrapped, properties)
  registerBlueprint(wrapped, blueprintOf(module))
  // Same input and output as the module; its properties are the module's own.
  return Object.freeze(wrapped) as unknown as M
}

/** The path of a module's only predictor. */
export const self = 'self'

/**
 * The path of a part's predictor or parameter in the composite that contains the part under `name`.
 */
const joinPath = (name: string, path: string): string => (path === self ? name : `${name}.${path}`)

/** The parts of a composite, by name. */
export type ModuleParts = Readonly<Record<string, AnyModule>>

const gather = <T>(
  parts: ModuleParts,
  rename: (name: string, key: string) => string,
  of: (part: AnyModule) => Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) =>
      Object.entries(of(part)).map(([key, value]) => [rename(name, key), value] as const),
    ),
  )

const dotted = (name: string, key: string): string => `${name}.${key}`

/** The shapes of all parts in one, each predictor and parameter under its part's name. */
export const partShapes = (parts: ModuleParts): StateShape => ({
  predictors: gather(parts, joinPath, (part) => blueprintOf(part).shape().predictors),
  parameters: gather(parts, dotted, (part) => blueprintOf(part).shape().parameters),
})

/** The states of all parts in one. */
export const unionState = (parts: ModuleParts): ModuleState => {
  const parameters = gather(parts, dotted, (part) => part.state.parameters ?? {})
  return {
    version: 1,
    predictors: gather(parts, joinPath, (part) => part.state.predictors),
    ...(Object.keys(parameters).length ? { parameters } : {}),
  }
}

/** Each part with its share of the composite's state. */
export const applyState = (parts: ModuleParts, state: ModuleState): ModuleParts =>
  Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const { predictors, parameters } = blueprintOf(part).shape()
      const own = pick(Object.keys(parameters), (key) => state.parameters?.[dotted(name, key)])
      const share = {
        version: 1,
        predictors: pick(Object.keys(predictors), (path) => state.predictors[joinPath(name, path)]),
        ...(Object.keys(own).length ? { parameters: own } : {}),
      }
      // The composite's state has been checked: it contains every path and parameter of its parts.
      return [name, part.with(share as ModuleState)]
    }),
  )

const pick = <T>(keys: readonly string[], value: (key: string) => T): Record<string, T> =>
  Object.fromEntries(keys.map((key) => [key, value(key)]))
