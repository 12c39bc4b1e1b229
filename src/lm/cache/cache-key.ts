import { hash } from 'node:crypto'
import { canonicalJson } from '../../type/canonical-json.ts'
import type { LmRequest } from '../language-model.ts'

/** SHA-256 over the canonical JSON of everything an answer depends on: the model, the whole rendered request with its settings, and the rollout id. */
export const cacheKey = (model: string, request: LmRequest): string => hash('sha256', canonicalJson([model, request]), 'hex')
