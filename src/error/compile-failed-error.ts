import { AshlarError } from './ashlar-error.ts'

export interface CompileFailure {
  readonly optimizer: string
  readonly errors: number
  readonly tried: number
  /** The last error; it is the cause. */
  readonly last: unknown
}

/** An optimizer gave up: too many examples failed for what is left to be worth anything. */
export class CompileFailedError extends AshlarError {
  readonly class = 'framework'
  readonly code = 'compile_failed'

  constructor({ optimizer, errors, tried, last }: CompileFailure) {
    super(
      `${optimizer} stopped: ${errors} of ${tried} runs failed with an error, the last with: ${last instanceof Error ? last.message : String(last)} Mend that, or raise maxErrors.`,
      { variables: { optimizer, errors, tried }, cause: last },
    )
  }
}
