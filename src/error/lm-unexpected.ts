import { LmError, type LmErrorOptions } from './lm-error.ts'

/** Something happened that no other error of language models names: an answer of no known form, a script that ran out, vectors of another length. */
export class LmUnexpected extends LmError {
  readonly code = 'lm_unexpected'
  readonly retryable = false
  constructor(detail = 'The provider gave an answer that cannot be read', options: LmErrorOptions = {}, advice = '') {
    super(detail, advice, options)
  }
}
