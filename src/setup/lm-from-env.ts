import { LmUnsupportedError } from '../error/lm-error.ts'
import { isMissing } from '../error/optional-package.ts'
import type { Embedder, LanguageModel } from '../lm/language-model.ts'
import { embedder, type ProviderEmbeddingModel } from '../lm/provider/provider-embedder.ts'
import {
  languageModel,
  type LanguageModelOptions,
  type ProviderModel,
} from '../lm/provider/provider-model.ts'
import { hashing } from '../offline/hashing.ts'
import { offline } from '../offline/offline.ts'
import {
  type Choice,
  chooseModel,
  type Environment,
  providerAndModel,
  providerSettings,
} from './choose-model.ts'

/**
 * What a provider package of the AI SDK makes: callable, with a function for each kind of model.
 */
export interface Provider {
  (model: string): ProviderModel
  readonly chat?: (model: string) => ProviderModel
  readonly embeddingModel?: (model: string) => ProviderEmbeddingModel
  readonly textEmbeddingModel?: (model: string) => ProviderEmbeddingModel
}

export interface ProviderSettings {
  readonly apiKey?: string
  readonly baseURL?: string
}

const camel = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const load = async (provider: string): Promise<Readonly<Record<string, unknown>>> => {
  const name = `@ai-sdk/${provider}`
  if (!/^[a-z0-9][a-z0-9-]*$/.test(provider))
    throw new LmUnsupportedError(
      `"${provider}" is not the name of a provider package (write ASHLAR_MODEL as provider/model, such as openai/gpt-5.6)`,
    )
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as Readonly<
      Record<string, unknown>
    >
  } catch (error) {
    if (!isMissing(error, name)) throw error
    throw new LmUnsupportedError(`The package ${name} is not installed: run npm install ${name}`, {
      provider,
    })
  }
}

/**
 * Loads `@ai-sdk/<provider>` and makes its provider. Throws `LmUnsupported`, which says what to
 * install, where the package is not there.
 */
const loadProvider = async (provider: string, settings: ProviderSettings): Promise<Provider> => {
  const module = await load(provider)
  const pascal = camel(provider).replace(/^./, (letter) => letter.toUpperCase())
  const create = Object.entries(module).find(
    ([name]) => name.toLowerCase() === `create${pascal}`.toLowerCase(),
  )?.[1]
  if (typeof create !== 'function')
    throw new LmUnsupportedError(
      `The package @ai-sdk/${provider} has no create${pascal}; pass its model object to languageModel() instead`,
      { provider },
    )
  return create(settings) as Provider
}

export interface ChosenModel {
  readonly lm: LanguageModel
  /** One line for the user: which model, and which variable chose it. */
  readonly description: string
}

/**
 * The language model an environment asks for. `ASHLAR_MODEL=provider/model` (any
 * `@ai-sdk/<provider>` package that is installed; `offline` for none), else `OPENAI_API_KEY`, else
 * `ANTHROPIC_API_KEY`, else `OPENAI_BASE_URL` alone. With `OPENAI_BASE_URL` set, OpenAI's chat
 * protocol is spoken to that server, which may be any compatible one. With nothing set it is
 * `offline()`. Throws `LmUnsupported` where the provider's package is not installed.
 * @example
 * const { lm, description } = await lmFromEnv(process.env)
 * console.log(description)
 */
export const lmFromEnv = async (
  env: Environment,
  options: LanguageModelOptions = {},
): Promise<ChosenModel> => {
  const choice = chooseModel(env)
  if (!choice)
    return {
      lm: offline(options),
      description:
        'offline() answers: no model is configured (set ASHLAR_MODEL, OPENAI_API_KEY or ANTHROPIC_API_KEY for a real one)',
    }
  const settings = providerSettings(choice.provider, env)
  const provider = await loadProvider(choice.provider, settings)
  const model =
    settings.baseURL && provider.chat ? provider.chat(choice.model) : provider(choice.model)
  return {
    lm: languageModel(model, options),
    description: `${choice.provider}/${choice.model} answers${settings.baseURL ? ` at ${new URL(settings.baseURL).host}` : ''} (chosen by ${choice.because})`,
  }
}

export interface ChosenEmbedder {
  readonly embedder: Embedder
  /** One line for the user: which embedder, and which variable chose it. */
  readonly description: string
}

const DIMENSIONS: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
}

const choose = (env: Environment): Choice | undefined => {
  const name = env.ASHLAR_EMBEDDER?.trim()
  if (name === 'hashing' || name === 'offline') return undefined
  if (name) return providerAndModel(name, 'ASHLAR_EMBEDDER')
  return env.OPENAI_API_KEY && !env.OPENAI_BASE_URL && !env.ASHLAR_MODEL
    ? { provider: 'openai', model: 'text-embedding-3-small', because: 'OPENAI_API_KEY' }
    : undefined
}

const dimensionsOf = (choice: Choice, env: Environment): number => {
  const stated = Number(env.ASHLAR_EMBEDDER_DIMENSIONS)
  const dimensions = Number.isInteger(stated) && stated > 0 ? stated : DIMENSIONS[choice.model]
  if (!dimensions)
    throw new LmUnsupportedError(
      `The length of the vectors of ${choice.model} is not known: set ASHLAR_EMBEDDER_DIMENSIONS`,
      {
        provider: choice.provider,
        model: choice.model,
      },
    )
  return dimensions
}

/**
 * The embedder an environment asks for: `ASHLAR_EMBEDDER=provider/model` (with
 * `ASHLAR_EMBEDDER_DIMENSIONS` where the model is not one of OpenAI's), else OpenAI's small one
 * where only `OPENAI_API_KEY` is set (a base URL or `ASHLAR_MODEL` says nothing of embeddings),
 * else `hashing()`.
 */
export const embedderFromEnv = async (env: Environment): Promise<ChosenEmbedder> => {
  const choice = choose(env)
  if (!choice)
    return {
      embedder: hashing(),
      description:
        'hashing() embeds: no embedder is configured (set ASHLAR_EMBEDDER for a real one)',
    }
  const dimensions = dimensionsOf(choice, env)
  const provider = await loadProvider(choice.provider, providerSettings(choice.provider, env))
  const make = provider.embeddingModel ?? provider.textEmbeddingModel
  if (!make)
    throw new LmUnsupportedError(`The package @ai-sdk/${choice.provider} has no embedding models`, {
      provider: choice.provider,
    })
  return {
    embedder: embedder(make(choice.model), { dimensions }),
    description: `${choice.provider}/${choice.model} embeds (chosen by ${choice.because})`,
  }
}
