import { LmUnsupported } from '../../error/lm-unsupported.ts'
import { hashing } from '../hashing.ts'
import type { Embedder } from '../language-model.ts'
import { embedder } from '../provider/provider-embedder.ts'
import { type Choice, type Environment, providerAndModel, providerSettings } from './choose-model.ts'
import { loadProvider } from './load-provider.ts'

export interface ChosenEmbedder {
  readonly embedder: Embedder
  /** One line for the user: which embedder, and which variable chose it. */
  readonly description: string
}

const DIMENSIONS: Readonly<Record<string, number>> = { 'text-embedding-3-small': 1536, 'text-embedding-3-large': 3072, 'text-embedding-ada-002': 1536 }

const choose = (env: Environment): Choice | undefined => {
  const named = env.ASHLAR_EMBEDDER?.trim()
  if (named === 'hashing' || named === 'offline') return undefined
  if (named) return providerAndModel(named, 'ASHLAR_EMBEDDER')
  return env.OPENAI_API_KEY && !env.OPENAI_BASE_URL && !env.ASHLAR_MODEL
    ? { provider: 'openai', model: 'text-embedding-3-small', because: 'OPENAI_API_KEY' }
    : undefined
}

const dimensionsOf = (choice: Choice, env: Environment): number => {
  const stated = Number(env.ASHLAR_EMBEDDER_DIMENSIONS)
  const dimensions = Number.isInteger(stated) && stated > 0 ? stated : DIMENSIONS[choice.model]
  if (!dimensions)
    throw new LmUnsupported(`The length of the vectors of ${choice.model} is not known: set ASHLAR_EMBEDDER_DIMENSIONS`, {
      provider: choice.provider,
      model: choice.model,
    })
  return dimensions
}

/**
 * The embedder an environment asks for: `ASHLAR_EMBEDDER=provider/model` (with `ASHLAR_EMBEDDER_DIMENSIONS` where the model is not one of OpenAI's), else
 * OpenAI's small one where only `OPENAI_API_KEY` is set (a base URL or `ASHLAR_MODEL` says nothing of embeddings), else `hashing()`.
 */
export const embedderFromEnv = async (env: Environment): Promise<ChosenEmbedder> => {
  const choice = choose(env)
  if (!choice) return { embedder: hashing(), description: 'hashing() embeds: no embedder is configured (set ASHLAR_EMBEDDER for a real one)' }
  const dimensions = dimensionsOf(choice, env)
  const provider = await loadProvider(choice.provider, providerSettings(choice.provider, env))
  const make = provider.embeddingModel ?? provider.textEmbeddingModel
  if (!make) throw new LmUnsupported(`The package @ai-sdk/${choice.provider} has no embedding models`, { provider: choice.provider })
  return { embedder: embedder(make(choice.model), { dimensions }), description: `${choice.provider}/${choice.model} embeds (chosen by ${choice.because})` }
}
