export { managed, type ManagedModule } from '../learning/program/managed.ts'
export { ProgramChangeset } from '../learning/program/program-changeset.ts'
export {
  type ProgramLibrary,
  programs,
  type ProgramsOptions,
  type Version,
} from '../learning/program/programs.ts'
export type { ProgramAccess } from '../learning/program/program-resources.ts'
export {
  type ActiveVersion,
  type ProgramStore,
  programStoreKey,
} from '../learning/program/managed.ts'
export { formatChanges, type StateChange, stateChanges } from '../learning/program/state-diff.ts'
export { InvalidStateError, StateSignatureMismatchError } from '../module/state/invalid-state.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { ContextKey } from '../context/context.ts'
export type { Module, ModuleState } from '../module/module.ts'
