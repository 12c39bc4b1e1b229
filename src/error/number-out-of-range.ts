import { AshlarError } from './ashlar-error.ts'

/** A calculation gave a number that no field can hold. */
export class NumberOutOfRange extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'number_out_of_range'
  constructor(operator: string) {
    super(`The result of ${operator} is out of range: its size must be below 1.8e308.`, { variables: { operator } })
  }
}
