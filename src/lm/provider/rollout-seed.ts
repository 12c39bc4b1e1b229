import type { LmRequest } from '../language-model.ts'
import { hash32 } from '../offline/variation.ts'

/** The request with a seed made of its rollout id, unless it has a seed or no rollout id. A whole number is its own seed. */
export const rolloutSeed = (request: LmRequest): LmRequest => {
  if (request.seed !== undefined || request.rolloutId === undefined) return request
  return {
    ...request,
    seed: typeof request.rolloutId === 'number' && Number.isInteger(request.rolloutId) ? request.rolloutId : hash32(String(request.rolloutId)),
  }
}
