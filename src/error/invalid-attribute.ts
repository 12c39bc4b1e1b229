import { AshlarError } from './ashlar-error.ts'
import { type InvalidValue, invalidValueOptions, invalidValueMessage } from './invalid-value.ts'

/** An attribute's value breaks a rule. `variables.rule` names it: `max_length`. */
export class InvalidAttribute extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_attribute'
  constructor(invalid: InvalidValue) {
    super(invalidValueMessage(invalid), invalidValueOptions(invalid))
  }
}
