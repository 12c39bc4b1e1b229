import type { EmbeddingModelV3, EmbeddingModelV4 } from '@ai-sdk/provider'
import { LmUnexpected } from '../../error/lm-unexpected.ts'
import type { Embedder } from '../language-model.ts'
import { type RetryOptions, withRetries } from '../retry.ts'
import { withDeadline } from './deadline.ts'
import { providerError } from './provider-error.ts'

export type ProviderEmbeddingModel = EmbeddingModelV4 | EmbeddingModelV3

export interface EmbedderOptions extends RetryOptions {
  /** The length of its vectors. */
  readonly dimensions: number
  /** How many texts go into one request. Default: what the model allows, at most 100. */
  readonly batchSize?: number
  /** How long one try may take. Default 120,000. */
  readonly timeoutMs?: number
}

/**
 * Any embedding model object of an AI SDK provider package as an `Embedder`. Texts go in batches, one after another; each batch is retried like a call of
 * `languageModel`. Rejects with an `LmError`, also where the vectors have another length than was declared.
 * @example
 * const embed = embedder(openai.embedding('text-embedding-3-small'), { dimensions: 1536 })
 */
export const embedder = (model: ProviderEmbeddingModel, options: EmbedderOptions): Embedder => {
  const provider = model.provider.split('.')[0] ?? model.provider
  const name = { provider, model: model.modelId }
  const attempt = async (values: string[], signal: AbortSignal | undefined): Promise<number[][]> => {
    try {
      const result = await withDeadline(
        (abortSignal) => (model as EmbeddingModelV4).doEmbed({ values, abortSignal }),
        options.timeoutMs ?? 120_000,
        name,
        signal,
      )
      return result.embeddings
    } catch (error) {
      throw providerError(error, name, signal?.aborted === true)
    }
  }
  return {
    id: `${provider}/${model.modelId}`,
    dimensions: options.dimensions,
    async embed(texts, { signal } = {}) {
      const size = Math.max(1, options.batchSize ?? Math.min(100, (await model.maxEmbeddingsPerCall) ?? 100))
      const vectors: number[][] = []
      for (let at = 0; at < texts.length; at += size) {
        const batch = texts.slice(at, at + size)
        const embedded = await withRetries(() => attempt(batch, signal), options, signal)
        const wrong = embedded.find((vector) => vector.length !== options.dimensions)
        if (wrong || embedded.length !== batch.length)
          throw new LmUnexpected(
            wrong
              ? `The embedder was declared with ${options.dimensions} dimensions, but its vectors have ${wrong.length}`
              : `${batch.length} texts gave ${embedded.length} vectors`,
            name,
          )
        vectors.push(...embedded)
      }
      return vectors
    },
  }
}
