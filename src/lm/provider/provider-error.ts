import { AISDKError, APICallError } from '@ai-sdk/provider'
import {
  LmAbortedError,
  LmAuthError,
  LmError,
  type LmErrorOptions,
  LmInvalidRequestError,
  LmTransportError,
  LmUnexpectedError,
  LmUnsupportedError,
} from '../../error/lm-error.ts'
import { redactCause, redactSecrets } from '../../text/redact-secrets.ts'
import { type ErrorKind, errorKind, errorOfKind, refusesFormat } from './error-kind.ts'
import { secretsOf } from './model-config.ts'
import { endsEarly, type WireError, wireError } from './wire-error.ts'

/**
 * The seconds a provider asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date.
 */
export const retryAfterSeconds = (
  headers: Readonly<Record<string, string | undefined>>,
  now: () => number = Date.now,
): number | undefined => {
  const milliseconds = Number.parseFloat(headers['retry-after-ms'] ?? '')
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds / 1000
  const stated = headers['retry-after']
  if (!stated) return undefined
  const seconds = Number(stated)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const date = Date.parse(stated)
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now()) / 1000)
}

export interface FailedModel {
  readonly provider: string
  readonly model: string
  /** The keys and passwords that the model uses, to remove them from its errors. */
  readonly secrets?: readonly string[]
}

const NETWORK =
  /\b(?:ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_\w+|terminated|fetch failed|socket hang up|other side closed|certificate|network)\b/i
const PROTOCOL = 'Check that the base URL speaks the protocol of the provider.'
const LONGEST_DETAIL = 300

const short = (text: string): string =>
  (text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text)
    .replace(/\s+/g, ' ')
    .trim()

/** The messages and codes of an error and its causes, up to five levels deep. */
const chain = (error: unknown): string => {
  const parts: string[] = []
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 5;
    at = at.cause, depth += 1
  ) {
    parts.push(
      'code' in at && typeof at.code === 'string' ? `${at.message} (${at.code})` : at.message,
    )
    if (at instanceof AggregateError && at.errors[0] instanceof Error)
      parts.push(at.errors[0].message)
  }
  return parts.join(': ')
}

interface Failure {
  readonly kind: ErrorKind
  readonly wire: WireError
  /** The status of the response; undefined if the error was in a successful response. */
  readonly status: number | undefined
}

/**
 * The content of an API error's body. A parsed body belongs to a successful response, for which the
 * package invents a status.
 */
const failureOf = (error: APICallError): Failure | undefined => {
  const body: unknown = error.responseBody
  const status = typeof body === 'string' || body === undefined ? error.statusCode : undefined
  if (error.statusCode === undefined) return undefined
  const failed = status !== undefined && status >= 400
  const wire =
    wireError(body, failed) ??
    (failed
      ? { message: error.message || 'no message', names: [], param: undefined, status: undefined }
      : undefined)
  return (
    wire && {
      kind: errorKind(
        wire,
        failed ? status : undefined,
        retryAfterSeconds(error.responseHeaders ?? {}) !== undefined,
      ),
      wire,
      status: failed ? status : undefined,
    }
  )
}

const fromFailure = ({ kind, wire, status }: Failure, options: LmErrorOptions): LmError => {
  const stated = status ?? wire.status
  return errorOfKind(kind, `${stated === undefined ? '' : `${stated}: `}${short(wire.message)}`, {
    ...options,
    status: stated,
  })
}

const fromCall = (error: APICallError, options: LmErrorOptions): LmError => {
  const headers = error.responseHeaders ?? {}
  const status = error.statusCode
  const details: LmErrorOptions = {
    ...options,
    ...(status === undefined ? {} : { status }),
    requestId: headers['x-request-id'] ?? headers['request-id'],
    retryAfterSeconds: retryAfterSeconds(headers),
  }
  const failure = failureOf(error)
  if (failure) return fromFailure(failure, details)
  const causes = chain(error)
  if (status === undefined || NETWORK.test(causes))
    return new LmTransportError(short(causes), details)
  if (typeof error.responseBody === 'string' && endsEarly(error.responseBody))
    return new LmTransportError('The answer ended before it was complete', details)
  return new LmUnexpectedError(
    `The answer cannot be read: ${short(error.message)}`,
    details,
    PROTOCOL,
  )
}

const UNSUPPORTED = new Set(['AI_UnsupportedFunctionalityError', 'AI_UnsupportedModelVersionError'])
const INVALID = new Set([
  'AI_InvalidPromptError',
  'AI_InvalidArgumentError',
  'AI_NoSuchModelError',
  'AI_TooManyEmbeddingValuesForCallError',
])
const AUTH = new Set(['AI_LoadAPIKeyError', 'AI_LoadSettingError'])

const fromPackage = (error: AISDKError, options: LmErrorOptions): LmError => {
  const inside = 'data' in error ? answerError(error.data, options) : undefined
  if (inside) return inside
  const causes = short(chain(error))
  if (AUTH.has(error.name)) return new LmAuthError(causes, options)
  if (UNSUPPORTED.has(error.name)) return new LmUnsupportedError(causes, options)
  return INVALID.has(error.name)
    ? new LmInvalidRequestError(causes, options)
    : new LmUnexpectedError(causes, options, PROTOCOL)
}

/** The error in the body of a successful response, or undefined. */
const answerError = (body: unknown, options: LmErrorOptions): LmError | undefined => {
  const wire = wireError(body)
  return wire && fromFailure({ kind: errorKind(wire, undefined), wire, status: undefined }, options)
}

/**
 * Throws the error in the body of a successful response, without the keys that the model object
 * uses.
 */
export const assertAnswered = async (
  body: unknown,
  model: { readonly modelId: string },
  name: FailedModel,
): Promise<void> => {
  if (wireError(body)) throw answerError(body, { ...name, secrets: await secretsOf(model) })
}

/** Whether an error of a provider model rejects the response format of its request. */
export const formatRefusal = (error: unknown): boolean => {
  if (APICallError.isInstance(error)) {
    const failure = failureOf(error)
    return failure !== undefined && refusesFormat(failure.kind, failure.wire)
  }
  return (
    AISDKError.isInstance(error) &&
    UNSUPPORTED.has(error.name) &&
    refusesFormat('unsupported', {
      message: error.message,
      names: [],
      param: undefined,
      status: undefined,
    })
  )
}

/**
 * An error of a provider model as an `LmError`: API errors by their names, status and text, broken
 * connections, unreadable answers, aborts. Contains nothing of the request, its headers or the
 * address; the provider's error is not kept as the cause, since it contains all three.
 */
export const providerError = (
  error: unknown,
  { provider, model, secrets }: FailedModel,
  aborted: boolean,
): LmError => {
  if (LmError.isInstance(error)) return error
  const options: LmErrorOptions = { provider, model, secrets }
  if (aborted) return new LmAbortedError(undefined, options)
  if (APICallError.isInstance(error)) return fromCall(error, options)
  if (AISDKError.isInstance(error)) return fromPackage(error, options)
  const causes = short(chain(error) || String(error))
  if (error instanceof Error && error.name === 'AbortError')
    return new LmTransportError('The request was cut off', options)
  if (NETWORK.test(causes)) return new LmTransportError(causes, options)
  return new LmUnexpectedError(redactSecrets(causes, secrets), {
    ...options,
    cause: redactCause(error, secrets),
  })
}
