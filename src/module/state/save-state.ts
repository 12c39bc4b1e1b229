import type { Module, ModuleState } from '../module.ts'
import { InvalidStateError } from './invalid-state.ts'

/** What the module has learned as JSON text, for a file or a row. */
export const saveState = (module: { readonly state: ModuleState }): string =>
  JSON.stringify(module.state, undefined, 2)

/** The module with a saved state. Throws `InvalidStateError` or `StateSignatureMismatchError`; the text is never run, only read. */
export const loadState = <S, E>(module: Module<S, E>, json: string): Module<S, E> =>
  module.with(parse(json))

// `with` checks everything about the value, whatever it is.
const parse = (json: string): ModuleState => {
  try {
    return JSON.parse(json) as ModuleState
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new InvalidStateError([`it is not JSON (${cause.message})`], cause)
    throw cause
  }
}
