import {
  LmAuthError,
  LmBillingError,
  LmContentFilterError,
  LmContextWindowExceededError,
  type LmError,
  type LmErrorOptions,
  LmInvalidRequestError,
  LmRateLimitError,
  LmServerError,
  LmTimeoutError,
  LmUnsupportedError,
} from '../../error/lm-error.ts'
import type { WireError } from './wire-error.ts'

const KINDS = {
  auth: LmAuthError,
  billing: LmBillingError,
  filter: LmContentFilterError,
  context: LmContextWindowExceededError,
  invalid: LmInvalidRequestError,
  rate: LmRateLimitError,
  server: LmServerError,
  timeout: LmTimeoutError,
  unsupported: LmUnsupportedError,
} satisfies Record<string, new (detail: string, options: LmErrorOptions) => LmError>
export type ErrorKind = keyof typeof KINDS

/** Names that decide the kind regardless of the status. */
const TELLING: readonly (readonly [RegExp, ErrorKind])[] = [
  [
    /^(?:content_?filter(?:ed)?|content_policy_violation|responsible_?ai_?policy_?violation|.*_content_policy_violation|moderation_blocked|safety)$/,
    'filter',
  ],
  [
    /^(?:context_length_exceeded|context_window_exceeded|exceed_context_size_error|model_max_prompt_tokens_exceeded|prompt_too_long|string_above_max_length|request_too_large)$/,
    'context',
  ],
  [
    /^(?:insufficient_quota|insufficient_(?:credits?|balance|funds)|billing_error|billing_not_active|billing_hard_limit_reached|payment_required|out_of_credits?|credits?_exhausted)$/,
    'billing',
  ],
  [
    /^(?:rate_limit(?:ed|_exceeded|_error|_reached)?|too_many_requests|resource_exhausted|throttl(?:ed|ing)(?:_?exception)?|throttling_error)$/,
    'rate',
  ],
  [
    /^(?:invalid_api_key|incorrect_api_key|authentication_error|unauthenticated|unauthorized|permission_denied|permission_error|invalid_authentication)$/,
    'auth',
  ],
]
/** Names that many errors share. They count only if no status is more specific. */
const GENERAL: readonly (readonly [RegExp, ErrorKind])[] = [
  [/^(?:timeout|timeout_error|request_timeout|deadline_exceeded|gateway_timeout)$/, 'timeout'],
  [
    /^(?:server_error|internal(?:_server)?(?:_error)?|api_error|unavailable|service_unavailable|overloaded(?:_error)?|engine_overloaded|model_overloaded|slow_down|bad_gateway|upstream_error|provider_error|aborted)$/,
    'server',
  ],
  [/^(?:unsupported(?:_\w+)?|not_supported|unimplemented)$/, 'unsupported'],
  [
    /^(?:invalid_\w+|\w+_not_found|not_found(?:_error)?|bad_request(?:_error)?|badrequesterror|failed_precondition|missing_\w+|unknown_\w+)$/,
    'invalid',
  ],
]

const CONTEXT =
  /\bmaximum (?:context|prompt|model|input) length\b.{0,60}\b(?:is|of)\b|\bthe maximum context length\b|\bcontext (?:length|window|size|limit)\b.{0,20}\b(?:exceeded|overflow)|\bexceeds? (?:the )?(?:available |model'?s |maximum )*context\b|\bthan the (?:maximum model|context) length\b|\bprompt is too long\b|\binput is too long\b|\bprompt .{0,40}\bis too long\b|\btoo many (?:input |prompt )?tokens\b|\binput token count\b.{0,20}\bexceeds\b|\btokens\b.{0,20}\btoo large for model\b|\btokens to keep from the initial prompt\b|\bcontext the overflows\b/i
const BILLING =
  /\bcredit balance is too low\b|\b(?:exceeded|reached|used up|exhausted) your (?:(?:current|monthly|weekly|daily|specified|api|usage|spend|spending) )*(?:quota|usage limits?|limits?|credits?|budget)\b|\b(?:insufficient|not enough) (?:account )?(?:credits?|funds|balance|quota)\b|\b(?:are|is|have|has) (?:run )?out of credits?\b|\bbilling hard limit (?:has been )?reached\b|\b(?:account|billing) is not active\b|\bpayment (?:is )?required(?:[.!]|$)/i
const RATE =
  /\brate[- ]?limit|\btoo many requests\b|\bper (?:second|minute|hour|day)\b|\b(?:retry|try again) (?:in|after)\b/i
const FILTER =
  /\bcontent management policy\b|\bflagged as potentially violating\b|\brejected (?:as a result of|by) (?:our|the) safety\b|\bcontent[- ]filter(?:ed|ing)? (?:policy|triggered)\b/i
const AUTH = /\bapi key (?:is )?(?:not valid|invalid|missing|expired)\b|\binvalid api key\b/i
/** A limit of the answer, which a message may mention together with the limit of the context. */
const OUTPUT = /^\W*max_(?:completion_|output_|new_)?tokens\b/i
/**
 * Names of the parameter that holds the prompt. Only an error about one of these can be about its
 * length.
 */
const PROMPT = /^(?:messages|input|prompt|contents|inputs)\b/

const kindOf = (names: readonly string[], kinds: typeof TELLING): ErrorKind | undefined => {
  for (const name of names) for (const [pattern, kind] of kinds) if (pattern.test(name)) return kind
  return undefined
}

const byStatus = (status: number | undefined): ErrorKind | undefined => {
  if (status === undefined || status < 400) return undefined
  if (status === 401 || status === 403) return 'auth'
  if (status === 402) return 'billing'
  if (status === 408) return 'timeout'
  if (status === 429) return 'rate'
  if (status === 501) return 'unsupported'
  // A conflict, or a request that came too early, is temporary. Like the provider's SDK, we repeat
  // it.
  if (status === 409 || status === 425 || status >= 500) return 'server'
  return 'invalid'
}

/**
 * The text counts last: only if the names decide nothing, and only within what the status leaves
 * open.
 */
const byWords = (kind: ErrorKind, { message, param }: WireError, waits: boolean): ErrorKind => {
  if (kind === 'rate')
    return BILLING.test(message) && !RATE.test(message) && !waits ? 'billing' : kind
  const open = param === undefined || PROMPT.test(param)
  if (kind === 'auth') return open && BILLING.test(message) ? 'billing' : kind
  if (kind !== 'invalid' || !open) return kind
  if (CONTEXT.test(message) && !OUTPUT.test(message)) return 'context'
  if (AUTH.test(message)) return 'auth'
  if (FILTER.test(message)) return 'filter'
  return BILLING.test(message) ? 'billing' : kind
}

/**
 * The kind of an error: by the names that the provider uses, then by its status, then by its text.
 * `waits` means that the provider asked to come back later. If names, status and text decide
 * nothing, the provider failed.
 */
export const errorKind = (
  error: WireError,
  status: number | undefined,
  waits = false,
): ErrorKind => {
  const telling = kindOf(error.names, TELLING)
  // The text of another parameter may be too long as well.
  if (telling)
    return telling === 'context' && error.param !== undefined && !PROMPT.test(error.param)
      ? 'invalid'
      : telling
  const kind = byStatus(status) ?? byStatus(error.status) ?? kindOf(error.names, GENERAL)
  if (kind) return status === 401 ? kind : byWords(kind, error, waits)
  if (RATE.test(error.message)) return 'rate'
  const worded = byWords('invalid', error, waits)
  return worded === 'invalid' ? 'server' : worded
}

export const errorOfKind = (kind: ErrorKind, detail: string, options: LmErrorOptions): LmError =>
  new KINDS[kind](detail, options)

const FORMAT =
  /\bresponse_?format|\bresponse format|\btext\.format\b|\bjson_(?:schema|object|mode|validate_failed)\b|\bjson (?:mode|schema)\b|\bstructured[ _-]?outputs?\b|\boutput_(?:format|config)\b|\bresponse_(?:schema|mime_type)\b|\bresponse mime type\b|\bguided_(?:json|grammar)\b|\bgrammar\b|\bschema in format\b/i

/** Whether an error is about the response format of the request, in any wording of any server. */
export const refusesFormat = (kind: ErrorKind, { message, names, param }: WireError): boolean =>
  (kind === 'invalid' || kind === 'unsupported') &&
  FORMAT.test([message, param, ...names].join(' '))
