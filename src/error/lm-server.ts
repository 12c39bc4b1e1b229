import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The provider failed. */
export class LmServer extends LmError {
  readonly code = 'lm_server'
  readonly retryable = true
  constructor(detail = 'The provider failed', options: LmErrorOptions = {}) {
    super(detail, 'Try again later.', options)
  }
}
