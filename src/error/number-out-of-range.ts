import { AshlarError } from './ashlar-error.ts'

/** An expression gave a number that the field it was to be stored in cannot hold. */
export class NumberOutOfRange extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'number_out_of_range'
  constructor(operator: string) {
    super(`The result of ${operator} is too large a number for the field it is to be stored in.`, { variables: { operator } })
  }
}
