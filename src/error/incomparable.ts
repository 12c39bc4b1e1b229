import { AshlarError } from './ashlar-error.ts'

export interface Incomparison {
  /** What it stands beside: `Doc.amount, an integer`, `a sum`. */
  readonly beside: string
  /** What the value is, without the value: `a text`. */
  readonly value: string
}

/** An expression puts a value beside something that it can never be compared with. Storages would answer differently, so none is asked. */
export class Incomparable extends AshlarError {
  readonly class = 'framework'
  readonly code = 'incomparable'
  constructor({ beside, value }: Incomparison) {
    super(`An expression puts ${value} beside ${beside}. Give a value of that type; where it is the actor’s, cast it before the session is made.`, {
      variables: { beside, value },
    })
  }
}
