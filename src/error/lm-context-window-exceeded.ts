import type { LmErrorOptions } from './lm-error.ts'
import { LmInvalidRequest } from './lm-invalid-request.ts'

/** The prompt is longer than the model can read. */
export class LmContextWindowExceeded extends LmInvalidRequest {
  override readonly code = 'lm_context_window_exceeded'
  constructor(detail = 'The prompt is longer than the model can read', options: LmErrorOptions = {}) {
    super(detail, options, 'Shorten the input, use fewer demos, or choose a model with a larger window.')
  }
}
