import { LmError, type LmErrorOptions } from './lm-error.ts'

/** No answer in the time given. */
export class LmTimeout extends LmError {
  readonly code = 'lm_timeout'
  readonly retryable = true
  constructor(detail = 'The model did not answer in time', options: LmErrorOptions = {}) {
    super(detail, 'Try again, or allow more time.', options)
  }
}
