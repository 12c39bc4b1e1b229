import { type Context, currentContext } from '../context/context.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { LmNotConfigured } from '../error/lm-not-configured.ts'
import { configured } from './configure.ts'
import { type LanguageModel, lmKey } from './language-model.ts'

export interface ResolveLmOptions {
  readonly lm?: LanguageModel | undefined
  /** Default: the current context. */
  readonly context?: Context | undefined
  /** What wants the model, for the error: `chainOfThought(SuggestTitle)`. */
  readonly neededBy?: string
}

/** The language model of a call: its own option, else the context's, else what `configure` set. Throws `LmNotConfigured`, which says how to set one, or `DefinitionError` on what is no model. */
export const resolveLm = ({ lm, context, neededBy }: ResolveLmOptions = {}): LanguageModel => {
  const found = lm ?? (context ?? currentContext()).get(lmKey) ?? configured().lm
  if (!found) throw new LmNotConfigured(neededBy === undefined ? {} : { neededBy })
  // Seen where types are not checked, or a provider's model object was cast: it has `doGenerate`.
  if (typeof found.generate !== 'function')
    throw new DefinitionError({
      resource: neededBy ?? 'lm',
      problem: 'what it was given is not a language model',
      fix: "Wrap a provider's model object: languageModel(openai('…')).",
    })
  return found
}
