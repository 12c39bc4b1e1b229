import { sessionKey } from '../../action/session-key.ts'
import { type Context, currentContext } from '../../context/context.ts'
import { AssumptionFailed } from '../../error/assumption-failed.ts'
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
 * (a version whose signature no longer fits is refused: `state_signature_mismatch`); an app without it refuses the call; outside an app it runs as declared.
 * `state`, `hash` and `with` are the declared module's. A whole composite can be managed, not one part of it.
 *
 * @example
 * export const summarizer = managed('summarizer', predict(Summarize))
 */
export const managed = <S, E>(programName: string, declared: Module<S, E>): ManagedModule<S, E> => {
  const inUse = latestOf((active: ActiveVersion): AnyModule => declared.with(active.state))
  const call = async (input: never, options: CallOptions = {}) => {
    const context = options.context ?? currentContext()
    const problem = unkept(programName, context)
    if (problem && context.get(sessionKey)) throw new AssumptionFailed(problem.text, { fix: problem.fix })
    const active = await context.get(programStoreKey)?.active(programName)
    const module: AnyModule = active ? inUse(active) : declared
    return module(input, options)
  }
  const { name: _name, length: _length, ...properties } = Object.getOwnPropertyDescriptors(declared)
  Object.defineProperties(call, properties)
  Object.defineProperties(call, { programName: { value: programName, enumerable: true }, declared: { value: declared } })
  // It takes and gives what the declared module does, and has its properties.
  return Object.freeze(call) as unknown as ManagedModule<S, E>
}

/** Why an app with this context cannot say which version of a program is in use; undefined where it can. */
export const unkept = (programName: string, context: Context): { readonly text: string; readonly fix: string } | undefined =>
  context.get(programStoreKey)?.manages(programName)
    ? undefined
    : {
        text: `The program "${programName}" is managed, and this app does not keep it: nothing says which version is in use.`,
        fix: `Open the app with it: extensions: [programs({ programs: [${programName}] })].`,
      }

export const isManaged = (module: object): module is AnyManagedModule => 'programName' in module && 'declared' in module

/** A state is checked and compiled once, as long as it stays the active one: a version of one hash is always the same. */
const latestOf = (compile: (active: ActiveVersion) => AnyModule) => {
  let last: { readonly hash: string; readonly module: AnyModule } | undefined
  return (active: ActiveVersion): AnyModule => {
    if (last?.hash !== active.hash) last = { hash: active.hash, module: compile(active) }
    return last.module
  }
}
