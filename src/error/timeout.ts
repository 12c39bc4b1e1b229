import { AshlarError } from './ashlar-error.ts'

/** The work took longer than it was given. */
export class Timeout extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'timeout'
  /** `work` names what ran: `Post.published`. Without `milliseconds` it was ended from outside. */
  constructor({ work, milliseconds, cause }: { readonly work: string; readonly milliseconds?: number; readonly cause?: unknown }) {
    const limit = milliseconds === undefined ? 'than the database allows' : `than ${milliseconds} ms`
    super(`${work} took longer ${limit}. Narrow it or allow more time.`, { variables: { work, milliseconds }, cause })
  }
}
