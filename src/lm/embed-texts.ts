import { LmUnexpectedError } from '../error/lm-error.ts'
import type { Embedder } from './language-model.ts'

const problemOf = (
  vectors: readonly (readonly number[])[],
  { dimensions }: Embedder,
  count: number,
): string | undefined => {
  if (vectors.length !== count) return `it returned ${vectors.length} vectors for ${count} texts`
  const other = vectors.find((vector) => vector.length !== dimensions)
  if (other)
    return `it declares ${dimensions} dimensions, but one of its vectors has ${other.length}`
  return vectors.some((vector) => !vector.every(Number.isFinite))
    ? 'one of its vectors contains a value that is not a finite number'
    : undefined
}

/**
 * The vectors of the texts, in order; without texts, nothing is called. Rejects as the embedder
 * does, and with `LmUnexpectedError` if the number or the length of the vectors is wrong.
 */
export const embedTexts = async (
  embedder: Embedder,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<number[][]> => {
  if (!texts.length) return []
  const vectors = await embedder.embed(texts, signal ? { signal } : {})
  const problem = problemOf(vectors, embedder, texts.length)
  if (problem)
    throw new LmUnexpectedError(`The embedder ${embedder.id} returned invalid vectors: ${problem}`)
  return vectors
}
