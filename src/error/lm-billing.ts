import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The account has no credit or quota left. */
export class LmBilling extends LmError {
  readonly code = 'lm_billing'
  readonly retryable = false
  constructor(detail = 'The account has no credit left', options: LmErrorOptions = {}) {
    super(detail, 'Add credit or raise the limit with the provider.', options)
  }
}
