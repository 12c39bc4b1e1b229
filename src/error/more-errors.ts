import { AshlarError } from './ashlar-error.ts'

/** How many errors of a call are told; of the rest their number. */
export const mostErrors = 25

/** Stands for the errors of a call beyond those that are told. */
export class MoreErrors extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'more_errors'
  readonly count: number
  constructor(count: number) {
    super(`And ${count} more.`, { variables: { count } })
    this.count = count
  }
}
