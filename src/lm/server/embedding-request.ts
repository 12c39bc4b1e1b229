import * as z from 'zod'
import { estimateTokens } from '../offline/offline-model.ts'
import { hashing } from '../hashing.ts'
import { checked } from './chat-request.ts'

const embeddingRequest = z.looseObject({
  model: z.string().optional(),
  input: z.union([z.string().min(1), z.array(z.string()).min(1).max(2048)]),
  dimensions: z.int().min(8).max(8192).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
})

const encoded = (vector: readonly number[], format: string | null | undefined): readonly number[] | string =>
  format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector

/** Answers an embeddings request with hashed vectors of the length asked for (384 by default). */
export const embeddingsOf = async (body: unknown) => {
  const request = checked(embeddingRequest, body)
  const texts = [request.input].flat()
  const embedder = hashing(request.dimensions ? { dimensions: request.dimensions } : {})
  const vectors = await embedder.embed(texts)
  const tokens = estimateTokens(texts.reduce((sum, text) => sum + text.length, 0))
  return {
    object: 'list',
    model: request.model ?? embedder.id,
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encoded(vector, request.encoding_format) })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}
