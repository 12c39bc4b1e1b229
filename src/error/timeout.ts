import { AshlarError } from './ashlar-error.ts'

/** The work took longer than it was given. */
export class Timeout extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'timeout'
  /** `work` names what ran: `Post.published`. */
  constructor({ work, milliseconds, cause }: { readonly work: string; readonly milliseconds: number; readonly cause?: unknown }) {
    super(`${work} took longer than ${milliseconds} ms. Narrow it or allow more time.`, { variables: { work, milliseconds }, cause })
  }
}
