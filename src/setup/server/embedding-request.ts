import { hashing } from '../../offline/hashing.ts'
import { estimateTokens } from '../../offline/offline.ts'
import { t } from '../../type/t.ts'
import { anyText, either, exact, listOf, open, readBody, someText } from './wire.ts'

const embeddingRequest = open({
  model: anyText.nullable(),
  input: either(
    someText,
    listOf(anyText, { minLength: 1, maxLength: 2048 }),
    'text or a list of texts',
  ),
  dimensions: exact(t.integer({ min: 8, max: 8192 })).nullable(),
  encoding_format: exact(t.oneOf('float', 'base64')).nullable(),
})

const encoded = (vector: readonly number[], format: string | null): readonly number[] | string =>
  format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector

/** Answers an embeddings request with hashed vectors of the length asked for (384 by default). */
export const embeddingsOf = async (body: unknown) => {
  const request = readBody(embeddingRequest, body)
  const texts = [request.input].flat()
  const embedder = hashing(request.dimensions ? { dimensions: request.dimensions } : {})
  const vectors = await embedder.embed(texts)
  const tokens = estimateTokens(texts.reduce((sum, text) => sum + text.length, 0))
  return {
    object: 'list',
    model: request.model ?? embedder.id,
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encoded(vector, request.encoding_format),
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}
