import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The provider does not accept the key. */
export class LmAuth extends LmError {
  readonly code = 'lm_auth'
  readonly retryable = false
  constructor(detail = 'The provider refused the credentials', options: LmErrorOptions = {}) {
    super(detail, 'Check the key in the environment, and that it may use this model.', options)
  }
}
