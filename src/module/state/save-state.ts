import type { Module, ModuleState } from '../module.ts'
import { InvalidStateError } from './invalid-state.ts'

/** The module's state as JSON text, for a file or a row. */
export const saveState = (module: { readonly state: ModuleState }): string =>
  JSON.stringify(module.state, undefined, 2)

/**
 * The module with a saved state. Throws `InvalidStateError` or `StateSignatureMismatchError`. The
 * text is parsed and never executed.
 */
export const loadState = <S, E>(module: Module<S, E>, json: string): Module<S, E> =>
  module.with(parse(json))

// `with` validates any value completely.
const parse = (json: string): ModuleState => {
  try {
    return JSON.parse(json) as ModuleState
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new InvalidStateError([`it is not JSON (${cause.message})`], cause)
    throw cause
  }
}
