import { sessionKey } from '../../action/contract/session.ts'
import { type Context, contextKey, currentContext } from '../../context/context.ts'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import type { AnyModule, CallOptions, Module, ModuleState } from '../../module/module.ts'

/** The version of a program that calls use now. */
export interface ActiveVersion {
  readonly number: number
  readonly hash: string
  readonly state: ModuleState
}
export interface ProgramStore {
  /** Whether the store keeps a program of this name. */
  manages(name: string): boolean
  /** Undefined where the store holds no program of this name. Read anew for each call, so an applied version is used at once. */
  active(name: string): Promise<ActiveVersion | undefined>
}
export const programStoreKey = contextKey<ProgramStore>('programs')

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
    if (problem && context.get(sessionKey))
      throw new AssumptionFailedError(problem.text, { fix: problem.fix })
    const active = await context.get(programStoreKey)?.active(programName)
    const module: AnyModule = active ? inUse(active) : declared
    return await module(input, options)
  }
  const { name: _name, length: _length, ...properties } = Object.getOwnPropertyDescriptors(declared)
  Object.defineProperties(call, properties)
  Object.defineProperties(call, {
    programName: { value: programName, enumerable: true },
    declared: { value: declared },
  })
  // It takes and gives what the declared module does, and has its properties.
  return Object.freeze(call) as unknown as ManagedModule<S, E>
}

/** Why an app with this context cannot say which version of a program is in use; undefined where it can. */
export const unkept = (
  programName: string,
  context: Context,
): { readonly text: string; readonly fix: string } | undefined =>
  context.get(programStoreKey)?.manages(programName)
    ? undefined
    : {
        text: `The program "${programName}" is managed, and this app does not keep it: nothing says which version is in use.`,
        fix: `Open the app with it: extensions: [programs({ programs: [${programName}] })].`,
      }

export const isManaged = (module: object): module is AnyManagedModule =>
  'programName' in module && 'declared' in module

/** A state is checked and compiled once, as long as it stays the active one: a version of one hash is always the same. */
const latestOf = (compile: (active: ActiveVersion) => AnyModule) => {
  let last: { readonly hash: string; readonly module: AnyModule } | undefined
  return (active: ActiveVersion): AnyModule => {
    if (last?.hash !== active.hash) last = { hash: active.hash, module: compile(active) }
    return last.module
  }
}
