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
  /** Whether the store contains a program of this name. */
  manages(name: string): boolean
  /**
   * Undefined if the store has no program of this name. Read for each call, so an applied version
   * is used immediately.
   */
  active(name: string): Promise<ActiveVersion | undefined>
}
export const programStoreKey = contextKey<ProgramStore>('programs')

/** A module whose state is stored as rows: each call uses the active version. */
export interface ManagedModule<S, E> extends Module<S, E> {
  readonly programName: string
  /** The module as declared, without rows: version 1, and the starting point of an optimizer. */
  readonly declared: Module<S, E>
}
// oxlint-disable-next-line typescript/no-explicit-any -- a bound, any managed module fits
export type AnyManagedModule = ManagedModule<any, any>

/**
 * Turns a module into a program of this name. In an app whose extensions include `programs({
 * programs: [it] })`, a call runs the active version (a version whose signature no longer fits
 * fails with `state_signature_mismatch`). An app without it refuses the call; outside an app it
 * runs as declared. `state`, `hash` and `with` are the declared module's. You can manage a whole
 * composite, but not a single part of it.
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
  // Same input, output and properties as the declared module.
  return Object.freeze(call) as unknown as ManagedModule<S, E>
}

/**
 * Why an app with this context cannot know the active version of a program; undefined if it can.
 */
export const unkept = (
  programName: string,
  context: Context,
): { readonly text: string; readonly fix: string } | undefined =>
  context.get(programStoreKey)?.manages(programName)
    ? undefined
    : {
        text: `The program "${programName}" is managed, but this app does not include it, so the active version is unknown.`,
        fix: `Open the app with it: extensions: [programs({ programs: [${programName}] })].`,
      }

export const isManaged = (module: object): module is AnyManagedModule =>
  'programName' in module && 'declared' in module

/**
 * A state is checked and compiled once while it is active: versions with the same hash are
 * identical.
 */
const latestOf = (compile: (active: ActiveVersion) => AnyModule) => {
  let last: { readonly hash: string; readonly module: AnyModule } | undefined
  return (active: ActiveVersion): AnyModule => {
    if (last?.hash !== active.hash) last = { hash: active.hash, module: compile(active) }
    return last.module
  }
}
