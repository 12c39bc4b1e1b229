import { LmError, type LmErrorOptions } from './lm-error.ts'

/** The caller's signal ended the call. */
export class LmAborted extends LmError {
  readonly code = 'lm_aborted'
  readonly retryable = false
  constructor(detail = 'The call was aborted by its caller', options: LmErrorOptions = {}) {
    super(detail, '', options)
  }
}
