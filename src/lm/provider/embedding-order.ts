import { LmUnexpectedError } from '../../error/lm-error.ts'
import type { FailedModel } from './provider-error.ts'
import { isObject } from '../../text/objects.ts'

/**
 * The `index` of each vector in a body of OpenAI's form, in the order of the body. Undefined if the
 * protocol has no index, so that position decides.
 */
const statedIndexes = (body: unknown): readonly unknown[] | undefined => {
  const data = isObject(body) ? body.data : undefined
  if (
    !Array.isArray(data) ||
    !data.some((item) => isObject(item) && item.index !== undefined && item.index !== null)
  )
    return undefined
  return data.map((item: unknown) => (isObject(item) ? item.index : undefined))
}

/**
 * The vectors in the order of their texts. A server may send them in any order, identified by
 * `index`, which the provider packages drop. Throws `LmUnexpectedError` if a text has no vector, or
 * two.
 */
export const inTextOrder = (
  vectors: readonly number[][],
  body: unknown,
  count: number,
  failed: FailedModel,
): number[][] => {
  if (vectors.length !== count)
    throw new LmUnexpectedError(
      `The server returned ${vectors.length} vectors for ${count} texts`,
      failed,
    )
  const indexes = statedIndexes(body)
  if (!indexes) return [...vectors]
  const ordered: number[][] = []
  for (const [at, vector] of vectors.entries()) {
    const index = indexes[at]
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count)
      throw new LmUnexpectedError(
        `The server returned a vector with the index ${JSON.stringify(index)}, but the texts have 0 to ${count - 1}`,
        failed,
        'Embed one text at a time: batchSize: 1.',
      )
    if (ordered[index])
      throw new LmUnexpectedError(
        `The server returned two vectors with the index ${index}`,
        failed,
        'Embed one text at a time: batchSize: 1.',
      )
    ordered[index] = vector
  }
  return ordered
}
