import { AshlarError } from './ashlar-error.ts'
import { type InvalidValue, invalidValueMessage, invalidValueOptions } from './invalid-value.ts'

/** A filter compares a field with a value that the field cannot have, or by an operator it does not know. */
export class InvalidFilterValue extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_filter_value'
  constructor(invalid: InvalidValue) {
    super(`In the filter, ${invalidValueMessage(invalid)}`, invalidValueOptions(invalid))
  }
}
