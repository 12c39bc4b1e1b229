import { currentContext } from '../../context/context.ts'
import type { AnyModule, CallOptions, Module } from '../../module/module.ts'
import { type ActiveVersion, programStoreKey } from './program-store.ts'

/** A module whose state is kept as rows: each call uses the active version. */
export interface ManagedModule<S, E> extends Module<S, E> {
  readonly programName: string
  /** The module as declared, without rows: version 1, and what an optimizer starts from. */
  readonly declared: Module<S, E>
}
// oxlint-disable-next-line typescript/no-explicit-any -- a bound, any managed module fits
export type AnyManagedModule = ManagedModule<any, any>

/**
 * Keeps a module as a program of this name. In an app whose extensions include `programs({ programs: [it] })` a call runs the active version
 * (a version whose signature no longer fits is refused: `state_signature_mismatch`); outside an app it runs as declared.
 * `state`, `hash` and `with` are the declared module's. A whole composite can be managed, not one part of it.
 *
 * @example
 * export const summarizer = managed('summarizer', predict(Summarize))
 */
export const managed = <S, E>(programName: string, declared: Module<S, E>): ManagedModule<S, E> => {
  const inUse = latestOf((active: ActiveVersion): AnyModule => declared.with(active.state))
  const call = async (input: never, options: CallOptions = {}) => {
    const active = await (options.context ?? currentContext()).get(programStoreKey)?.active(programName)
    const module: AnyModule = active ? inUse(active) : declared
    return module(input, options)
  }
  const { name: _name, length: _length, ...properties } = Object.getOwnPropertyDescriptors(declared)
  Object.defineProperties(call, properties)
  Object.defineProperties(call, { programName: { value: programName, enumerable: true }, declared: { value: declared } })
  // It takes and gives what the declared module does, and has its properties.
  return Object.freeze(call) as unknown as ManagedModule<S, E>
}

/** A state is checked and compiled once, as long as it stays the active one: a version of one hash is always the same. */
const latestOf = (compile: (active: ActiveVersion) => AnyModule) => {
  let last: { readonly hash: string; readonly module: AnyModule } | undefined
  return (active: ActiveVersion): AnyModule => {
    if (last?.hash !== active.hash) last = { hash: active.hash, module: compile(active) }
    return last.module
  }
}
