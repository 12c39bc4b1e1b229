import { AshlarError } from './ashlar-error.ts'

export interface UnreadableAnswer {
  /** `chat`, `json`, `xml`. */
  readonly adapter: string
  /** The model's answer, whole. It stays out of the message, since it may hold what a caller must not see. */
  readonly response: string
  readonly expected: readonly string[]
  readonly actual: readonly string[]
  /** What was wrong: `confidence must be a number`. */
  readonly reason?: string
  readonly cause?: unknown
}

/** A model answered, but not in the form that the adapter asked for. */
export class AdapterParseError extends AshlarError {
  readonly class = 'lm'
  readonly code = 'adapter_parse_error'
  readonly adapter: string
  declare readonly response: string
  readonly expected: readonly string[]
  readonly actual: readonly string[]
  constructor({ adapter, response, expected, actual, reason, cause }: UnreadableAnswer) {
    const found = actual.length ? actual.join(', ') : 'none'
    super(`The answer does not fit the ${adapter} adapter${reason ? `: ${reason}` : ''}. Expected the fields: ${expected.join(', ')}. Found: ${found}.`, {
      variables: { adapter, expected, actual },
      cause,
    })
    this.adapter = adapter
    this.expected = expected
    this.actual = actual
    Object.defineProperty(this, 'response', { value: response, enumerable: false })
  }
}
