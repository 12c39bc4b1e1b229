import { AshlarError } from './ashlar-error.ts'

/** Something the framework relies on did not hold: corrupt storage, a broken contract. `fix` says what to look at. */
export class AssumptionFailed extends AshlarError {
  readonly class = 'framework'
  readonly code = 'assumption_failed'
  constructor(message: string, options: { readonly fix?: string; readonly cause?: unknown } = {}) {
    super(options.fix ? `${message} ${options.fix}` : message, { cause: options.cause })
  }
}
