import { AshlarError } from './ashlar-error.ts'

/** An expression holds a value that cannot be compared or calculated with. */
export class InvalidOperand extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_operand'
  constructor(what: string) {
    super(`An expression holds ${what}. Pass a value of the field's type.`, { variables: { what } })
  }
}
