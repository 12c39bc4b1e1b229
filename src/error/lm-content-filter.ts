import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The provider's content filter withheld the answer or a part of it, or the model refused to give one. */
export class LmContentFilter extends LmError {
  readonly code = 'lm_content_filter'
  readonly retryable = false
  constructor(detail = 'A content filter withheld the answer, or the model refused to give one', options: LmErrorOptions = {}) {
    super(detail, 'Change what is asked, or choose another model.', options)
  }
}
