import { AshlarError } from './ashlar-error.ts'
import { redactSecrets } from './redact-secrets.ts'

export interface LmErrorOptions {
  readonly provider?: string | undefined
  readonly model?: string | undefined
  /** The HTTP status. */
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  readonly retryAfterSeconds?: number | undefined
  /** What came of the answer. It stays out of the message, since it may hold what a caller must not see. */
  readonly text?: string | undefined
  readonly cause?: unknown
  /** Keys and passwords that were in use: their values are cut out of the message. */
  readonly secrets?: readonly string[] | undefined
}

const sentence = (text: string) => (/[.?!]$/.test(text) ? text : `${text}.`)

/** Something went wrong between us and a language model. `retryable` says whether the same request may succeed later. */
export abstract class LmError extends AshlarError {
  readonly class = 'lm'
  abstract readonly retryable: boolean
  readonly provider: string | undefined
  readonly model: string | undefined
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined
  /** What came of an answer that did not come to its end: for the developer, never a value. */
  declare readonly text: string | undefined

  /** `detail` says what happened, without secrets (those that look like one are cut out); `advice` what to do. */
  constructor(detail: string, advice: string, options: LmErrorOptions = {}) {
    const { provider, model, status, requestId, retryAfterSeconds, cause, secrets } = options
    const source = [provider, model].filter(Boolean).join('/')
    super(`${source ? `${source}: ` : ''}${sentence(redactSecrets(detail, secrets))}${advice ? ` ${advice}` : ''}`, {
      variables: { provider, model, status, requestId, retryAfterSeconds },
      cause,
    })
    this.provider = provider
    this.model = model
    this.status = status
    this.requestId = requestId
    this.retryAfterSeconds = retryAfterSeconds
    Object.defineProperty(this, 'text', { value: options.text, enumerable: false })
  }
}
