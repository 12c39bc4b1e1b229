import { LmUnsupported } from '../../error/lm-unsupported.ts'
import { isMissing } from '../../error/optional-package.ts'
import type { ProviderModel } from '../provider/provider-model.ts'
import type { ProviderEmbeddingModel } from '../provider/provider-embedder.ts'

/** What a provider package of the AI SDK makes: callable, with a function for each kind of model. */
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

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const load = async (provider: string): Promise<Readonly<Record<string, unknown>>> => {
  const name = `@ai-sdk/${provider}`
  if (!/^[a-z0-9][a-z0-9-]*$/.test(provider))
    throw new LmUnsupported(`"${provider}" is not the name of a provider package (write ASHLAR_MODEL as provider/model, such as openai/gpt-5.6)`)
  try {
    return (await import(name)) as Readonly<Record<string, unknown>>
  } catch (error) {
    if (!isMissing(error, name)) throw error
    throw new LmUnsupported(`The package ${name} is not installed: run npm install ${name}`, { provider })
  }
}

/** Loads `@ai-sdk/<provider>` and makes its provider. Throws `LmUnsupported`, which says what to install, where the package is not there. */
export const loadProvider = async (provider: string, settings: ProviderSettings): Promise<Provider> => {
  const module = await load(provider)
  const pascal = camel(provider).replace(/^./, (letter) => letter.toUpperCase())
  const create = Object.entries(module).find(([name]) => name.toLowerCase() === `create${pascal}`.toLowerCase())?.[1]
  if (typeof create !== 'function')
    throw new LmUnsupported(`The package @ai-sdk/${provider} has no create${pascal}; pass its model object to languageModel() instead`, { provider })
  return create(settings) as Provider
}
