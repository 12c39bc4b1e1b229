import { AshlarError } from './ashlar-error.ts'

/** The caller says to be somebody and cannot show it: a token that is wrong or out of date. No token at all is an anonymous caller. */
export class Unauthenticated extends AshlarError {
  readonly class = 'forbidden'
  readonly code = 'unauthenticated'
  /** `reason` reads on from "You are not signed in: ". */
  constructor({ reason, cause }: { readonly reason?: string; readonly cause?: unknown } = {}) {
    super(`You are not signed in${reason ? `: ${reason}` : ''}.`, { cause })
  }
}
