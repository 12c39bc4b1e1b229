import { LmError, type LmErrorOptions } from './lm-error.ts'

/** A cassette that only replays has no answer for a request. */
export class LmNotRecorded extends LmError {
  readonly code = 'lm_not_recorded'
  readonly retryable = false
  /** `difference` shows what tells the request from the nearest recorded one. */
  constructor({ file, difference, ...options }: LmErrorOptions & { readonly file: string; readonly difference: string }) {
    super(`The cassette ${file} has no answer for this request.\n${difference}`, 'Record it: open the cassette in the mode "auto" or "record".', options)
  }
}
