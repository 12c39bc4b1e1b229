import { LmUnexpectedError } from '../error/lm-error.ts'
import type { Embedder } from './language-model.ts'

const problemOf = (
  vectors: readonly (readonly number[])[],
  { dimensions }: Embedder,
  count: number,
): string | undefined => {
  if (vectors.length !== count) return `${count} texts gave ${vectors.length} vectors`
  const other = vectors.find((vector) => vector.length !== dimensions)
  if (other)
    return `it says that its vectors have ${dimensions} dimensions, but one has ${other.length}`
  return vectors.some((vector) => !vector.every(Number.isFinite))
    ? 'one of its vectors holds what is not a finite number'
    : undefined
}

/** The vectors of the texts, in their order; no text, no call. Rejects as the embedder does, and with `LmUnexpected` where it gives another number of vectors, or vectors of another length, than it must. */
export const embedTexts = async (
  embedder: Embedder,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<number[][]> => {
  if (!texts.length) return []
  const vectors = await embedder.embed(texts, signal ? { signal } : {})
  const problem = problemOf(vectors, embedder, texts.length)
  if (problem) throw new LmUnexpectedError(`The embedder ${embedder.id} is at fault: ${problem}`)
  return vectors
}
