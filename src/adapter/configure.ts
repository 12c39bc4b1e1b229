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
  /** What `history()` shows. A model that is set begins one of the last 50 calls, unless one is set with it; undefined keeps none. */
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
 * Sets what calls use that name no model and run in no context that has one. For scripts; applications pass an app or a session. What is left out keeps its
 * value, what is undefined loses it. Returns the defaults that were set before; passed to `configure` they are as they were.
 * @example
 * configure({ lm: offline(), embedder: hashing() })
 */
export const configure = (changed: Defaults): Defaults => {
  const before = defaults
  const begun = changed.lm && !defaults.history ? { history: new CallHistory() } : {}
  defaults = Object.freeze({ ...defaults, ...begun, ...changed })
  return before
}

/** What `configure` has set. */
export const configured = (): Defaults => defaults

export interface ResolveLmOptions {
  readonly lm?: LanguageModel | undefined
  /** Default: the current context. */
  readonly context?: Context | undefined
  /** What wants the model, for the error: `chainOfThought(SuggestTitle)`. */
  readonly neededBy?: string
}

/** The language model of a call: its own option, else the context's, else what `configure` set. Throws `LmNotConfigured`, which says how to set one, or `DefinitionError` on what is no model. */
export const resolveLm = ({ lm, context, neededBy }: ResolveLmOptions = {}): LanguageModel => {
  const model = lm ?? (context ?? currentContext()).get(lmKey) ?? configured().lm
  if (!model) throw new LmNotConfiguredError(neededBy === undefined ? {} : { neededBy })
  // Seen where types are not checked, or a provider's model object was cast: it has `doGenerate`.
  if (typeof model.generate !== 'function')
    throw new DefinitionError({
      resource: neededBy ?? 'lm',
      problem: 'what it was given is not a language model',
      fix: "Wrap a provider's model object: languageModel(openai('…')).",
    })
  return model
}

export interface ResolveEmbedderOptions {
  readonly embedder?: Embedder | undefined
  /** Default: the current context. */
  readonly context?: Context | undefined
  /** What wants the embedder, for the error: `Chunk.embedding`. */
  readonly neededBy?: string
}

/** The embedder of a call: its own option, else the context's, else what `configure` set. Throws `EmbedderNotConfigured`, which says how to set one. */
export const resolveEmbedder = ({
  embedder,
  context,
  neededBy,
}: ResolveEmbedderOptions = {}): Embedder => {
  const choice = embedder ?? (context ?? currentContext()).get(embedderKey) ?? configured().embedder
  if (!choice) throw new EmbedderNotConfiguredError(neededBy === undefined ? {} : { neededBy })
  return choice
}
