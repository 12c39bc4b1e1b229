import { redactSecrets } from '../text/redact-secrets.ts'
import { AshlarError } from './ashlar-error.ts'

export interface LmErrorOptions {
  readonly provider?: string | undefined
  readonly model?: string | undefined
  /** The HTTP status. */
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  readonly retryAfterSeconds?: number | undefined
  /**
   * As much of the answer as arrived. It stays out of the message, since it may hold what a caller
   * must not see.
   */
  readonly text?: string | undefined
  readonly cause?: unknown
  /** Keys and passwords that were in use: their values are cut out of the message. */
  readonly secrets?: readonly string[] | undefined
}

const sentence = (text: string) => (/[.?!]$/.test(text) ? text : `${text}.`)

/**
 * Something went wrong between us and a language model. `retryable` says whether the same request
 * may succeed later.
 */
export abstract class LmError extends AshlarError {
  static override readonly mark: string = 'ashlar.LmError'
  readonly class = 'lm'
  readonly provider: string | undefined
  readonly model: string | undefined
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined
  /** As much as arrived of an answer that did not end: for the developer, never a value. */
  declare readonly text: string | undefined

  /**
   * `detail` says what happened, without secrets (those that look like one are cut out); `advice`
   * what to do.
   */
  constructor(detail: string, advice: string, options: LmErrorOptions = {}) {
    const { provider, model, status, requestId, retryAfterSeconds, cause, secrets } = options
    const source = [provider, model].filter(Boolean).join('/')
    super(
      `${source ? `${source}: ` : ''}${sentence(redactSecrets(detail, secrets))}${advice ? ` ${advice}` : ''}`,
      {
        variables: { provider, model, status, requestId, retryAfterSeconds },
        cause,
      },
    )
    this.provider = provider
    this.model = model
    this.status = status
    this.requestId = requestId
    this.retryAfterSeconds = retryAfterSeconds
    Object.defineProperty(this, 'text', { value: options.text, enumerable: false })
  }
}

/** The caller's signal ended the call. */
export class LmAbortedError extends LmError {
  static override readonly mark: string = 'ashlar.LmAbortedError'
  readonly code = 'lm_aborted'
  constructor(detail = 'The call was aborted by its caller', options: LmErrorOptions = {}) {
    super(detail, '', options)
  }
}

/** The provider does not accept the key. */
export class LmAuthError extends LmError {
  static override readonly mark: string = 'ashlar.LmAuthError'
  readonly code = 'lm_auth'
  constructor(detail = 'The provider refused the credentials', options: LmErrorOptions = {}) {
    super(detail, 'Check the key in the environment, and that it may use this model.', options)
  }
}

/** The account has no credit or quota left. */
export class LmBillingError extends LmError {
  static override readonly mark: string = 'ashlar.LmBillingError'
  readonly code = 'lm_billing'
  constructor(detail = 'The account has no credit left', options: LmErrorOptions = {}) {
    super(detail, 'Add credit or raise the limit with the provider.', options)
  }
}

/**
 * The provider's content filter withheld the answer or a part of it, or the model refused to give
 * one.
 */
export class LmContentFilterError extends LmError {
  static override readonly mark: string = 'ashlar.LmContentFilterError'
  readonly code = 'lm_content_filter'
  constructor(
    detail = 'A content filter withheld the answer, or the model refused to give one',
    options: LmErrorOptions = {},
  ) {
    super(detail, 'Change what is asked, or choose another model.', options)
  }
}

/** The provider refused the request as malformed. */
export class LmInvalidRequestError extends LmError {
  static override readonly mark: string = 'ashlar.LmInvalidRequestError'
  readonly code: 'lm_invalid_request' | 'lm_context_window_exceeded' = 'lm_invalid_request'
  constructor(
    detail = 'The provider refused the request',
    options: LmErrorOptions = {},
    advice = 'Check the model name and the settings.',
  ) {
    super(detail, advice, options)
  }
}

/** The prompt is longer than the model can read. */
export class LmContextWindowExceededError extends LmInvalidRequestError {
  static override readonly mark: string = 'ashlar.LmContextWindowExceededError'
  override readonly code = 'lm_context_window_exceeded'
  constructor(
    detail = 'The prompt is longer than the model can read',
    options: LmErrorOptions = {},
  ) {
    super(
      detail,
      options,
      'Shorten the input, use fewer demos, or choose a model with a larger window.',
    )
  }
}

/** A module ran without a language model. */
export class LmNotConfiguredError extends LmError {
  static override readonly mark: string = 'ashlar.LmNotConfiguredError'
  readonly code = 'lm_not_configured'
  /** `neededBy` names what wanted one: `chainOfThought(SuggestTitle)`. */
  constructor({ neededBy }: { readonly neededBy?: string } = {}) {
    super(
      `${neededBy ? `${neededBy} has` : 'There is'} no language model`,
      'Pass one with the call ({ lm }), with the app (context: Context.empty.with(lmKey, lm)), or call configure({ lm }) in a script; offline() is one that needs no key.',
    )
  }
}

/** A cassette that only replays has no answer for a request. */
export class LmNotRecordedError extends LmError {
  static override readonly mark: string = 'ashlar.LmNotRecordedError'
  readonly code = 'lm_not_recorded'
  /** `difference` shows what tells the request from the nearest recorded one. */
  constructor({
    file,
    difference,
    ...options
  }: LmErrorOptions & { readonly file: string; readonly difference: string }) {
    super(
      `The cassette ${file} has no answer for this request.\n${difference}`,
      'Record it: open the cassette in the mode "auto" or "record".',
      options,
    )
  }
}

/** The answer reached the limit of output tokens before it was complete. */
export class LmOutputLimitError extends LmError {
  static override readonly mark: string = 'ashlar.LmOutputLimitError'
  readonly code = 'lm_output_limit'
  constructor(
    detail = 'The answer was cut off at the limit of output tokens',
    options: LmErrorOptions = {},
  ) {
    super(detail, 'Raise maxOutputTokens, or ask for a shorter answer.', options)
  }
}

/** The provider's limit of requests or tokens in a period is exceeded. */
export class LmRateLimitError extends LmError {
  static override readonly mark: string = 'ashlar.LmRateLimitError'
  readonly code = 'lm_rate_limit'
  override readonly retryable = true
  constructor(detail = 'The provider limits the rate of requests', options: LmErrorOptions = {}) {
    super(detail, 'Wait, or lower the concurrency.', options)
  }
}

/** The provider failed. */
export class LmServerError extends LmError {
  static override readonly mark: string = 'ashlar.LmServerError'
  readonly code = 'lm_server'
  override readonly retryable = true
  constructor(detail = 'The provider failed', options: LmErrorOptions = {}) {
    super(detail, 'Try again later.', options)
  }
}

/** The model did not answer in time. */
export class LmTimeoutError extends LmError {
  static override readonly mark: string = 'ashlar.LmTimeoutError'
  readonly code = 'lm_timeout'
  override readonly retryable = true
  constructor(detail = 'The model did not answer in time', options: LmErrorOptions = {}) {
    super(detail, 'Try again, or allow more time.', options)
  }
}

/** The provider could not be reached, or the connection broke. */
export class LmTransportError extends LmError {
  static override readonly mark: string = 'ashlar.LmTransportError'
  readonly code = 'lm_transport'
  override readonly retryable = true
  constructor(detail = 'The provider could not be reached', options: LmErrorOptions = {}) {
    super(detail, 'Check the network and the base URL.', options)
  }
}

/**
 * A failure that no other model error describes: a response in an unknown format, a script without
 * answers left, vectors of another length.
 */
export class LmUnexpectedError extends LmError {
  static override readonly mark: string = 'ashlar.LmUnexpectedError'
  readonly code = 'lm_unexpected'
  constructor(
    detail = 'The provider returned an answer that cannot be read',
    options: LmErrorOptions = {},
    advice = '',
  ) {
    super(detail, advice, options)
  }
}

/** The model or provider lacks a feature that the request needs. */
export class LmUnsupportedError extends LmError {
  static override readonly mark: string = 'ashlar.LmUnsupportedError'
  readonly code = 'lm_unsupported'
  constructor(
    detail = 'The model does not support what was asked of it',
    options: LmErrorOptions = {},
  ) {
    super(detail, 'Choose another model or leave the feature out.', options)
  }
}

/** An embedder is needed and none is configured. */
export class EmbedderNotConfiguredError extends LmError {
  static override readonly mark: string = 'ashlar.EmbedderNotConfiguredError'
  readonly code = 'embedder_not_configured'
  /** `neededBy` names what wanted one: `Chunk.embedding`. */
  constructor({ neededBy }: { readonly neededBy?: string } = {}) {
    super(
      `${neededBy ? `${neededBy} has` : 'There is'} no embedder`,
      'Pass one with the call or the session, or call configure({ embedder }) in a script; hashing() is one that needs no key.',
    )
  }
}

/**
 * An action that asks a language model was run inside a transaction, which would stay open for as
 * long as the model thinks.
 */
export class LmInTransactionError extends AshlarError {
  static override readonly mark: string = 'ashlar.LmInTransactionError'
  readonly class = 'framework'
  readonly code = 'lm_in_transaction'
  /** `work` names what ran: `Post.suggestTitle`. */
  constructor({ work }: { readonly work: string }) {
    super(
      `${work} asks a language model and cannot run inside a transaction. Run it first, and write its result in the transaction.`,
      {
        variables: { work },
      },
    )
  }
}
