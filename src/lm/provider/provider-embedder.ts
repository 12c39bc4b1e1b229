import type { EmbeddingModelV3, EmbeddingModelV4 } from '@ai-sdk/provider'
import { refuseAborted } from '../../context/until-aborted.ts'
import {
  LmContextWindowExceededError,
  LmInvalidRequestError,
  LmUnexpectedError,
} from '../../error/lm-error.ts'
import type { Embedder } from '../language-model.ts'
import { type RetryOptions, withRetries } from '../retry.ts'
import { withDeadline } from './deadline.ts'
import { inTextOrder } from './embedding-order.ts'
import { endpointOf, secretsOf } from './model-config.ts'
import { assertAnswered, providerError } from './provider-error.ts'
import { modelLimits } from '../../text/limits.ts'

export type ProviderEmbeddingModel = EmbeddingModelV4 | EmbeddingModelV3

export interface EmbedderOptions extends RetryOptions {
  /** The length of its vectors. */
  readonly dimensions: number
  /**
   * Names the embedder in the keys of cassettes and in the stamps of stored vectors. Default:
   * `provider/model`.
   */
  readonly id?: string
  /**
   * The number of texts in one request, at most what the model accepts. Default 100. A batch that
   * the server rejects is halved, and so are later ones.
   */
  readonly batchSize?: number
  /** The limit of one attempt in milliseconds. Default 120,000. */
  readonly timeoutMs?: number
}

type Batch = (texts: readonly string[]) => Promise<number[][]>

/**
 * Whether a batch may be too large. An error about the model, the key or the parameters would also
 * apply to a part of it.
 */
const mayBeTooLarge = (error: unknown): error is LmInvalidRequestError =>
  LmInvalidRequestError.isInstance(error) &&
  (error.status === undefined ||
    error.status === 400 ||
    error.status === 413 ||
    error.status === 422)

const ofText = (error: LmInvalidRequestError, at: number, count: number): LmInvalidRequestError => {
  const { provider, model, status, requestId } = error
  const detail = `Text ${at + 1} of ${count} cannot be embedded`
  const options = { provider, model, status, requestId, cause: error }
  return LmContextWindowExceededError.isInstance(error)
    ? new LmContextWindowExceededError(detail, options)
    : new LmInvalidRequestError(detail, options, error.message)
}

/**
 * All texts in batches, one after another. A rejected batch is halved, down to the single text that
 * the server rejects.
 */
const inBatches = async (
  texts: readonly string[],
  largest: number,
  batch: Batch,
  learn: (size: number) => void,
): Promise<number[][]> => {
  const vectors: number[][] = []
  let size = largest
  while (vectors.length < texts.length) {
    const at = vectors.length
    const part = texts.slice(at, at + size)
    try {
      for (const vector of await batch(part)) vectors.push(vector)
    } catch (error) {
      if (!mayBeTooLarge(error)) throw error
      if (part.length === 1) throw texts.length === 1 ? error : ofText(error, at, texts.length)
      size = Math.ceil(part.length / 2)
    }
  }
  if (size < largest) learn(size)
  return vectors
}

/** The vectors, where they have the length that was declared. */
const assertLength = (
  vectors: number[][],
  dimensions: number,
  name: { readonly provider: string; readonly model: string },
): number[][] => {
  const wrong = vectors.find((vector) => vector?.length !== dimensions)
  if (!wrong) return vectors
  throw new LmUnexpectedError(
    `The embedder was declared with ${dimensions} dimensions, but its vectors have ${wrong.length}`,
    name,
  )
}

/**
 * Turns an embedding model object of any AI SDK provider package into an `Embedder`. Sends texts in
 * batches, one after another; each batch is retried like a call of `languageModel`, and a rejected
 * batch is halved. Matches vectors to texts by the `index` in the server's response. Rejects with
 * an `LmError`, also if the vectors do not have the declared length.
 * @example
 * const embed = embedder(openai.embedding('text-embedding-3-small'), { dimensions: 1536 })
 */
export const embedder = (model: ProviderEmbeddingModel, options: EmbedderOptions): Embedder => {
  const provider = model.provider.split('.')[0] ?? model.provider
  const name = { provider, model: model.modelId }
  const attempt = async (
    values: string[],
    signal: AbortSignal | undefined,
  ): Promise<number[][]> => {
    try {
      const result = await withDeadline(
        (abortSignal) => (model as EmbeddingModelV4).doEmbed({ values, abortSignal }),
        options.timeoutMs ?? modelLimits.attemptMs,
        name,
        signal,
      )
      const { body } = result.response ?? {}
      await assertAnswered(body, model, name)
      return inTextOrder(result.embeddings, body, values.length, name)
    } catch (error) {
      throw providerError(
        error,
        { ...name, secrets: await secretsOf(model) },
        signal?.aborted === true,
      )
    }
  }
  /** The largest batch that the server accepted after it rejected one. */
  let batchSize = Number.POSITIVE_INFINITY
  return {
    id: options.id ?? `${provider}/${model.modelId}`,
    endpoint: options.id === undefined ? endpointOf(model) : undefined,
    dimensions: options.dimensions,
    async embed(texts, { signal } = {}) {
      refuseAborted(signal)
      const most = (await model.maxEmbeddingsPerCall) ?? Number.POSITIVE_INFINITY
      const size = Math.min(options.batchSize ?? modelLimits.embeddingBatch, most, batchSize)
      const batch: Batch = async (part) =>
        assertLength(
          await withRetries(() => attempt([...part], signal), options, signal),
          options.dimensions,
          name,
        )
      return inBatches(
        texts,
        size >= 1 ? Math.floor(size) : 1,
        batch,
        (learned) => (batchSize = Math.min(batchSize, learned)),
      )
    },
  }
}
