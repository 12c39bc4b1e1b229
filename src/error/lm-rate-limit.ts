import { LmError, type LmErrorOptions } from './lm-error.ts'

/** Too many requests or tokens in a span of time. */
export class LmRateLimit extends LmError {
  readonly code = 'lm_rate_limit'
  readonly retryable = true
  constructor(detail = 'The provider limits the rate of requests', options: LmErrorOptions = {}) {
    super(detail, 'Wait, or lower the concurrency.', options)
  }
}
