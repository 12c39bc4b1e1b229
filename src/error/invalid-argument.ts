import { AshlarError } from './ashlar-error.ts'
import { type InvalidValue, invalidValueOptions, invalidValueMessage } from './invalid-value.ts'

/** An argument's value breaks a rule. `variables.rule` names it: `max_length`. */
export class InvalidArgument extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_argument'
  constructor(invalid: InvalidValue) {
    super(invalidValueMessage(invalid), invalidValueOptions(invalid))
  }
}
