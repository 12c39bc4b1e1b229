import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The provider could not be reached, or the connection broke. */
export class LmTransport extends LmError {
  readonly code = 'lm_transport'
  readonly retryable = true
  constructor(detail = 'The provider could not be reached', options: LmErrorOptions = {}) {
    super(detail, 'Check the network and the base URL.', options)
  }
}
