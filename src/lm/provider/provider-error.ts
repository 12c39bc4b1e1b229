import { AISDKError, APICallError } from '@ai-sdk/provider'
import { LmAborted } from '../../error/lm-aborted.ts'
import { LmAuth } from '../../error/lm-auth.ts'
import { LmBilling } from '../../error/lm-billing.ts'
import { LmContextWindowExceeded } from '../../error/lm-context-window-exceeded.ts'
import { LmError, type LmErrorOptions } from '../../error/lm-error.ts'
import { LmInvalidRequest } from '../../error/lm-invalid-request.ts'
import { LmRateLimit } from '../../error/lm-rate-limit.ts'
import { LmServer } from '../../error/lm-server.ts'
import { LmTimeout } from '../../error/lm-timeout.ts'
import { LmTransport } from '../../error/lm-transport.ts'
import { LmUnexpected } from '../../error/lm-unexpected.ts'
import { LmUnsupported } from '../../error/lm-unsupported.ts'
import { retryAfterSeconds } from './retry-after.ts'

export interface FailedModel {
  readonly provider: string
  readonly model: string
}

const NETWORK =
  /\b(?:ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_\w+|terminated|fetch failed|socket hang up|other side closed|certificate|network)\b/i
const CONTEXT =
  /context[ _](?:length|window|size)|maximum context|prompt is too long|too many (?:input )?tokens|input is too long|exceeds? the (?:model'?s )?(?:maximum|context)/i
const BILLING = /insufficient_quota|billing|credit balance|out of credits?|payment required|exceeded your current quota/i
const LONGEST_DETAIL = 300

const short = (text: string): string => (text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text).replace(/\s+/g, ' ').trim()

/** The messages and codes of an error and what caused it, up to five deep. */
const chain = (error: unknown): string => {
  const parts: string[] = []
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    parts.push('code' in at && typeof at.code === 'string' ? `${at.message} (${at.code})` : at.message)
    if (at instanceof AggregateError && at.errors[0] instanceof Error) parts.push(at.errors[0].message)
  }
  return parts.join(': ')
}

const byStatus = (status: number, detail: string, body: string, options: LmErrorOptions): LmError => {
  const all = `${detail} ${body}`
  if (BILLING.test(all) && status < 500) return new LmBilling(detail, options)
  if (status === 401 || status === 403) return new LmAuth(detail, options)
  if (status === 402) return new LmBilling(detail, options)
  if (status === 429) return new LmRateLimit(detail, options)
  if (status === 408) return new LmTimeout(detail, options)
  if (status >= 500) return new LmServer(detail, options)
  if (CONTEXT.test(all)) return new LmContextWindowExceeded(detail, options)
  return status >= 400 ? new LmInvalidRequest(detail, options) : new LmUnexpected(detail, options)
}

const fromCall = (error: APICallError, options: LmErrorOptions): LmError => {
  const causes = chain(error)
  const headers = error.responseHeaders ?? {}
  const details: LmErrorOptions = {
    ...options,
    status: error.statusCode,
    requestId: headers['x-request-id'] ?? headers['request-id'],
    retryAfterSeconds: retryAfterSeconds(headers),
  }
  if (error.statusCode === undefined || (error.statusCode < 400 && NETWORK.test(causes))) return new LmTransport(short(causes), details)
  if (error.statusCode < 400) return new LmUnexpected(`The answer cannot be read: ${short(error.message)}`, details)
  return byStatus(error.statusCode, `${error.statusCode}: ${short(error.message || 'no message')}`, short(error.responseBody ?? ''), details)
}

const UNSUPPORTED = new Set(['AI_UnsupportedFunctionalityError', 'AI_UnsupportedModelVersionError'])
const INVALID = new Set(['AI_InvalidPromptError', 'AI_InvalidArgumentError', 'AI_NoSuchModelError'])
const AUTH = new Set(['AI_LoadAPIKeyError', 'AI_LoadSettingError'])

/**
 * What a provider model threw as an `LmError`: API errors by status, broken connections, unreadable answers, aborts. Nothing of the request, its headers
 * or the address goes into it, and the provider's own error is not kept as the cause, since it holds all three.
 */
export const providerError = (error: unknown, { provider, model }: FailedModel, aborted: boolean): LmError => {
  if (error instanceof LmError) return error
  const options = { provider, model }
  if (aborted) return new LmAborted(undefined, options)
  if (APICallError.isInstance(error)) return fromCall(error, options)
  const causes = short(chain(error) || String(error))
  if (AISDKError.isInstance(error)) {
    if (AUTH.has(error.name)) return new LmAuth(causes, options)
    if (UNSUPPORTED.has(error.name)) return new LmUnsupported(causes, options)
    return INVALID.has(error.name) ? new LmInvalidRequest(causes, options) : new LmUnexpected(causes, options)
  }
  if (error instanceof Error && error.name === 'AbortError') return new LmTransport('The request was cut off', options)
  return NETWORK.test(causes) ? new LmTransport(causes, options) : new LmUnexpected(causes, { ...options, cause: error })
}
