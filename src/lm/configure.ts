import type { Adapter } from './adapter/adapter.ts'
import type { Embedder, LanguageModel } from './language-model.ts'

export interface Defaults {
  readonly lm?: LanguageModel | undefined
  readonly embedder?: Embedder | undefined
  readonly adapter?: Adapter | undefined
}

const nothing: Defaults = Object.freeze({ lm: undefined, embedder: undefined, adapter: undefined })
let defaults: Defaults = nothing

/**
 * Sets what calls use that name no model and run in no context that has one. For scripts; applications pass an app or a session. What is left out keeps its
 * value, what is undefined loses it. Returns the defaults that were set before; passed to `configure` they are as they were.
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
