import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The answer reached the limit of output tokens before it was whole. */
export class LmOutputLimit extends LmError {
  readonly code = 'lm_output_limit'
  readonly retryable = false
  constructor(detail = 'The answer was cut off at the limit of output tokens', options: LmErrorOptions = {}) {
    super(detail, 'Raise maxOutputTokens, or ask for a shorter answer.', options)
  }
}
