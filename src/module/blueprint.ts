import type { Context } from '../context/context.ts'
import type { AnySignature, SignatureInfo } from '../signature/signature.ts'
import { AssumptionFailed } from '../error/assumption-failed.ts'
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
  if (!blueprint) throw new AssumptionFailed('A part of a composite is not a module.', { fix: 'Make it with predict, chainOfThought, retrieve or compose.' })
  return blueprint
}

/** The module in all but its call: that is the given function. The module is not changed. */
export const withCall = <M extends AnyModule>(module: M, call: (input: unknown, options?: CallOptions) => Promise<unknown>): M => {
  const wrapped = (input: unknown, options?: CallOptions) => call(input, options)
  const { name: _name, length: _length, ...properties } = Object.getOwnPropertyDescriptors(module)
  Object.defineProperties(wrapped, properties)
  registerBlueprint(wrapped, blueprintOf(module))
  // It takes and gives what the module does; its properties are the module's own.
  return Object.freeze(wrapped) as unknown as M
}
