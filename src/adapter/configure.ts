import { type Context, currentContext } from '../context/context.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { EmbedderNotConfiguredError, LmNotConfiguredError } from '../error/lm-error.ts'
import { CallHistory } from '../lm/history.ts'
import { type Embedder, embedderKey, type LanguageModel, lmKey } from '../lm/language-model.ts'
import type { Adapter } from './adapter.ts'

export interface Defaults {
  readonly lm?: LanguageModel | undefined
  readonly embedder?: Embedder | undefined
  readonly adapter?: Adapter | undefined
  /**
   * What `history()` shows. A model that is set begins one of the last 50 calls, unless one is set
   * with it; undefined keeps none.
   */
  readonly history?: CallHistory | undefined
}

const nothing: Defaults = Object.freeze({
  lm: undefined,
  embedder: undefined,
  adapter: undefined,
  history: undefined,
})
let defaults: Defaults = nothing

/**
 * Sets the defaults for calls that have no model in their options or their context. For scripts;
 * applications pass an app or a session. Missing options keep their values, and undefined ones are
 * unset. Returns the previous defaults; pass them to `configure` to restore them.
 * @example
 * configure({ lm: offline(), embedder: hashing() })
 */
export const configure = (changed: Defaults): Defaults => {
  const before = defaults
  const begun = changed.lm && !defaults.history ? { history: new CallHistory() } : {}
  defaults = Object.freeze({ ...defaults, ...begun, ...changed })
  return before
}

/** The defaults that `configure` has set. */
export const configured = (): Defaults => defaults

export interface ResolveLmOptions {
  readonly lm?: LanguageModel | undefined
  /** Default: the current context. */
  readonly context?: Context | undefined
  /** What needs the model, for the error: `chainOfThought(SuggestTitle)`. */
  readonly neededBy?: string
}

/**
 * The language model of a call: its option, then the context's, then the configured one. Throws
 * `LmNotConfiguredError`, which says how to set one, or `DefinitionError` if the value is not a
 * model.
 */
export const resolveLm = ({ lm, context, neededBy }: ResolveLmOptions = {}): LanguageModel => {
  const model = lm ?? (context ?? currentContext()).get(lmKey) ?? configured().lm
  if (!model) throw new LmNotConfiguredError(neededBy === undefined ? {} : { neededBy })
  // Happens without type checks, or if a provider's model object was cast: it has `doGenerate`.
  if (typeof model.generate !== 'function')
    throw new DefinitionError({
      resource: neededBy ?? 'lm',
      problem: 'the value is not a language model',
      fix: "Wrap a provider's model object: languageModel(openai('…')).",
    })
  return model
}

export interface ResolveEmbedderOptions {
  readonly embedder?: Embedder | undefined
  /** Default: the current context. */
  readonly context?: Context | undefined
  /** What needs the embedder, for the error: `Chunk.embedding`. */
  readonly neededBy?: string
}

/**
 * The embedder of a call: its option, then the context's, then the configured one. Throws
 * `EmbedderNotConfiguredError`, which says how to set one.
 */
export const resolveEmbedder = ({
  embedder,
  context,
  neededBy,
}: ResolveEmbedderOptions = {}): Embedder => {
  const choice = embedder ?? (context ?? currentContext()).get(embedderKey) ?? configured().embedder
  if (!choice) throw new EmbedderNotConfiguredError(neededBy === undefined ? {} : { neededBy })
  return choice
}
