import { type Context, currentContext } from '../context/context.ts'
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

/** The language model of a call: its own option, else the context's, else what `configure` set. Throws `LmNotConfigured`, which says how to set one. */
export const resolveLm = ({ lm, context, neededBy }: ResolveLmOptions = {}): LanguageModel => {
  const found = lm ?? (context ?? currentContext()).get(lmKey) ?? configured().lm
  if (!found) throw new LmNotConfigured(neededBy === undefined ? {} : { neededBy })
  return found
}
