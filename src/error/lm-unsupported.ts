import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The model or provider lacks a feature that the request needs. */
export class LmUnsupported extends LmError {
  readonly code = 'lm_unsupported'
  readonly retryable = false
  constructor(detail = 'The model does not support what was asked of it', options: LmErrorOptions = {}) {
    super(detail, 'Choose another model or leave the feature out.', options)
  }
}
