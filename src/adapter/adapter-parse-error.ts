import { AshlarError } from '../error/ashlar-error.ts'

export interface UnreadableAnswer {
  /** `chat`, `json`, `xml`. */
  readonly adapter: string
  /**
   * The model's whole answer. It is not part of the message, since a caller may not be allowed to
   * see it.
   */
  readonly response: string
  readonly expected: readonly string[]
  readonly actual: readonly string[]
  /** What was wrong: `confidence must be a number`. */
  readonly reason?: string
  readonly cause?: unknown
}

/** A model answered, but not in the form that the adapter asked for. */
export class AdapterParseError extends AshlarError {
  static override readonly mark: string = 'ashlar.AdapterParseError'
  readonly class = 'lm'
  readonly code = 'adapter_parse_error'
  /** Asked again, the model may keep to the form. */
  override readonly retryable = true
  readonly adapter: string
  declare readonly response: string
  readonly expected: readonly string[]
  readonly actual: readonly string[]
  readonly #answer: UnreadableAnswer
  constructor(answer: UnreadableAnswer) {
    const { adapter, response, expected, actual, reason, cause } = answer
    const names = actual.length ? actual.join(', ') : 'none'
    super(
      `The answer does not fit the ${adapter} adapter${reason ? `: ${reason}` : ''}. Expected the fields: ${expected.join(', ')}. Found: ${names}.`,
      {
        variables: { adapter, expected, actual },
        cause,
      },
    )
    this.#answer = answer
    this.adapter = adapter
    this.expected = expected
    this.actual = actual
    Object.defineProperty(this, 'response', { value: response, enumerable: false })
  }

  /** What was wrong with the answer, without quoting it. */
  get reason(): string | undefined {
    return this.#answer.reason
  }

  /**
   * The same error as the second of two: it contains both reasons, and the first error is its
   * cause.
   */
  after(first: AdapterParseError): AdapterParseError {
    const reasons = [
      this.reason ?? 'it could not be read',
      `the ${first.adapter} adapter could not read the answer before it: ${first.reason ?? 'no reason is known'}`,
    ]
    return new AdapterParseError({ ...this.#answer, reason: reasons.join('; '), cause: first })
  }

  /** The same error, caused by the failure to ask for the answer in another form. */
  because(cause: unknown): AdapterParseError {
    return new AdapterParseError({ ...this.#answer, cause })
  }
}
