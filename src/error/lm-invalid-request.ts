import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The provider refused the request as malformed. */
export class LmInvalidRequest extends LmError {
  readonly code: string = 'lm_invalid_request'
  readonly retryable = false
  constructor(detail = 'The provider refused the request', options: LmErrorOptions = {}, advice = 'Check the model name and the settings.') {
    super(detail, advice, options)
  }
}
