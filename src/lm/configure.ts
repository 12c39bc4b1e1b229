import type { Adapter } from './adapter/adapter.ts'
import type { Embedder, LanguageModel } from './language-model.ts'

export interface Defaults {
  readonly lm?: LanguageModel
  readonly embedder?: Embedder
  readonly adapter?: Adapter
}

let defaults: Defaults = Object.freeze({})

/**
 * Sets what calls use that name no model and run in no context that has one. For scripts; applications pass an app or a session. What is left out keeps its
 * value. Returns the defaults that were set before, to put back.
 * @example
 * configure({ lm: offline(), embedder: hashing() })
 */
export const configure = (changed: Defaults): Defaults => {
  const before = defaults
  defaults = Object.freeze({ ...defaults, ...changed })
  return before
}

/** What `configure` has set. */
export const configured = (): Defaults => defaults
