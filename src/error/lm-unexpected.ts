import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The provider gave an answer that fits no contract. */
export class LmUnexpected extends LmError {
  readonly code = 'lm_unexpected'
  readonly retryable = false
  constructor(detail = 'The provider gave an answer that cannot be read', options: LmErrorOptions = {}) {
    super(detail, 'Check that the base URL speaks the protocol of the provider.', options)
  }
}
