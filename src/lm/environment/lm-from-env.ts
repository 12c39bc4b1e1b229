import type { LanguageModel } from '../language-model.ts'
import { offline } from '../offline/offline.ts'
import { type LanguageModelOptions, languageModel } from '../provider/provider-model.ts'
import { type Environment, chooseModel, providerSettings } from './choose-model.ts'
import { loadProvider } from './load-provider.ts'

export interface ChosenModel {
  readonly lm: LanguageModel
  /** One line for the user: which model, and which variable chose it. */
  readonly description: string
}

/**
 * The language model an environment asks for. `ASHLAR_MODEL=provider/model` (any `@ai-sdk/<provider>` package that is installed; `offline` for none), else
 * `OPENAI_API_KEY`, else `ANTHROPIC_API_KEY`, else `OPENAI_BASE_URL` alone. With `OPENAI_BASE_URL` set, OpenAI's chat protocol is spoken to that server, which
 * may be any compatible one. With nothing set it is `offline()`. Throws `LmUnsupported` where the provider's package is not installed.
 * @example
 * const { lm, description } = await lmFromEnv(process.env)
 * console.log(description)
 */
export const lmFromEnv = async (env: Environment, options: LanguageModelOptions = {}): Promise<ChosenModel> => {
  const choice = chooseModel(env)
  if (!choice)
    return {
      lm: offline(options),
      description: 'offline() answers: no model is configured (set ASHLAR_MODEL, OPENAI_API_KEY or ANTHROPIC_API_KEY for a real one)',
    }
  const settings = providerSettings(choice.provider, env)
  const provider = await loadProvider(choice.provider, settings)
  const model = settings.baseURL && provider.chat ? provider.chat(choice.model) : provider(choice.model)
  return {
    lm: languageModel(model, options),
    description: `${choice.provider}/${choice.model} answers${settings.baseURL ? ` at ${new URL(settings.baseURL).host}` : ''} (chosen by ${choice.because})`,
  }
}
