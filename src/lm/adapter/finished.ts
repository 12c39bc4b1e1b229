import { LmContentFilter } from '../../error/lm-content-filter.ts'
import { LmOutputLimit } from '../../error/lm-output-limit.ts'
import { LmServer } from '../../error/lm-server.ts'
import type { LmResponse } from '../language-model.ts'

/**
 * Throws where the provider says that an answer did not come to its end: a part of an answer is not an answer. One that was cut off counts all the same
 * where it is whole, so that nothing but talk behind it can be missing. What a filter withheld, and where, nobody can tell.
 */
export const assertFinished = (response: LmResponse, isWhole: () => boolean): void => {
  const { finishReason, text, model } = response
  if (finishReason === 'content-filter') throw new LmContentFilter(undefined, { model, text })
  if (finishReason === 'error') throw new LmServer('The provider ended the answer with an error', { model, text })
  if (finishReason === 'length' && !isWhole()) throw new LmOutputLimit(undefined, { model, text })
}
