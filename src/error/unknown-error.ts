import { randomUUID } from 'node:crypto'
import { AshlarError } from './ashlar-error.ts'

/** An error of unknown origin. The caller sees an id; the log, through `cause`, sees what happened. */
export class UnknownError extends AshlarError {
  readonly class = 'unknown'
  readonly code = 'unknown_error'
  readonly id: string
  constructor(cause: unknown) {
    const id = randomUUID()
    super(`Something went wrong. The log has it under ${id}.`, { variables: { id }, cause })
    this.id = id
  }
}
