import { json, type ProviderReply } from './provider-reply.ts'

export const openai = (
  message: string,
  type: string | null = null,
  code: string | number | null = null,
  param: string | null = null,
) => ({
  error: { message, type, code, param },
})
const anthropic = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
})
const google = (status: string, message: string, code: number) => ({
  error: { code, message, status },
})
const raw = (body: string, status = 200): ProviderReply => ({
  kind: 'garbage',
  body,
  status,
})

/** A key that no pattern knows, as one that a provider repeats. */
export const KEY = 'plainkeywithoutaknownprefix'

export interface Row {
  readonly name: string
  readonly reply: ProviderReply
  readonly code: string
  /** What of the provider's own words the message holds. */
  readonly says?: string
}

const LINK = 'To raise your limit, add a card at https://example.test/account/billing.'
export const rateLimits: readonly Row[] = [
  {
    name: 'with a link to a billing page',
    reply: json(
      openai(
        `Too many requests per minute: limit 3, used 3. ${LINK}`,
        'requests',
        'rate_limit_exceeded',
      ),
      429,
    ),
    code: 'lm_rate_limit',
    says: 'limit 3',
  },
  {
    name: 'with that link and no code',
    reply: json(openai(`Rate limit reached. ${LINK}`), 429),
    code: 'lm_rate_limit',
  },
  {
    name: 'that offers credit',
    reply: json({ error: 'Too many requests. Are you out of credits? Buy more.' }, 429),
    code: 'lm_rate_limit',
  },
  {
    name: 'of a free tier whose quota comes back',
    reply: json(
      google(
        'RESOURCE_EXHAUSTED',
        'You exceeded your current quota, please check your plan and billing details.',
        429,
      ),
      429,
    ),
    code: 'lm_rate_limit',
  },
  {
    name: 'with words of a quota that asks to wait',
    reply: json(openai('You exceeded your current quota.'), 429, { 'retry-after': '1' }),
    code: 'lm_rate_limit',
  },
  { name: 'without a body', reply: raw('', 429), code: 'lm_rate_limit' },
  {
    name: 'of Anthropic',
    reply: json(
      anthropic('rate_limit_error', 'This request would exceed your rate limit; see billing.'),
      429,
    ),
    code: 'lm_rate_limit',
  },
  {
    name: 'whose status is another',
    reply: json(openai('slow down', 'rate_limit_error'), 400),
    code: 'lm_rate_limit',
  },
]
export const accounts: readonly Row[] = [
  {
    name: 'a spent quota by its code',
    reply: json(
      openai('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
      429,
    ),
    code: 'lm_billing',
  },
  {
    name: 'a spent quota by its words',
    reply: json(
      openai('You exceeded your current quota, please check your plan and billing details.'),
      429,
    ),
    code: 'lm_billing',
  },
  {
    name: 'a credit balance too low',
    reply: json(
      anthropic(
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
      ),
      400,
    ),
    code: 'lm_billing',
  },
  {
    name: 'a usage limit reached',
    reply: json(
      anthropic(
        'invalid_request_error',
        'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
      ),
      400,
    ),
    code: 'lm_billing',
    says: 'usage limits',
  },
  {
    name: 'status 402',
    reply: json({ message: 'Insufficient Balance' }, 402),
    code: 'lm_billing',
    says: 'Insufficient Balance',
  },
  {
    name: 'a wrong key',
    reply: json(
      openai(`Incorrect API key provided: ${KEY}`, 'invalid_request_error', 'invalid_api_key'),
      401,
    ),
    code: 'lm_auth',
  },
  {
    name: 'a wrong key that links to billing',
    reply: json(openai('Invalid key. See billing.'), 401),
    code: 'lm_auth',
  },
  {
    name: 'a wrong key by its words',
    reply: json(
      google('INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', 400),
      400,
    ),
    code: 'lm_auth',
  },
  {
    name: 'a forbidden model',
    reply: json({ detail: 'No permission.' }, 403),
    code: 'lm_auth',
    says: 'No permission',
  },
]
const requests: readonly Row[] = [
  {
    name: 'a schema with a billing address',
    reply: json(
      openai(
        "Invalid schema for function 'Invoice': In context=('properties', 'billing_address'), it must be required.",
        'invalid_request_error',
        null,
        'tools[0]',
      ),
      400,
    ),
    code: 'lm_invalid_request',
    says: 'billing_address',
  },
  {
    name: 'a temperature that exceeds the maximum',
    reply: json(openai("'temperature' exceeds the maximum of 1", 'invalid_request_error'), 400),
    code: 'lm_invalid_request',
  },
  {
    name: 'a parameter named after the context',
    reply: json(
      openai(
        "Unknown parameter: 'context_length'",
        'invalid_request_error',
        'unknown_parameter',
        'context_length',
      ),
      400,
    ),
    code: 'lm_invalid_request',
  },
  {
    name: 'too many output tokens',
    reply: json(
      openai(
        'max_tokens is too large: this model supports at most 16384; its maximum context length is of no matter',
        null,
        null,
        'max_tokens',
      ),
      400,
    ),
    code: 'lm_invalid_request',
  },
  {
    name: 'an unknown model',
    reply: json(
      openai('The model `m` does not exist', 'invalid_request_error', 'model_not_found'),
      404,
    ),
    code: 'lm_invalid_request',
    says: 'does not exist',
  },
  {
    name: "FastAPI's list",
    reply: json({ detail: [{ loc: ['body', 'seed'], msg: 'must be an integer' }] }, 422),
    code: 'lm_invalid_request',
    says: 'body.seed: must be an integer',
  },
  {
    name: 'the form of vLLM',
    reply: json(
      { object: 'error', message: 'stop must be a list', type: 'BadRequestError', code: 400 },
      400,
    ),
    code: 'lm_invalid_request',
    says: 'stop must be a list',
  },
  {
    name: 'a text alone',
    reply: json({ error: "'top_p' is out of range" }, 400),
    code: 'lm_invalid_request',
    says: "'top_p' is out of range",
  },
  {
    name: 'a prompt too long for OpenAI',
    reply: json(
      openai(
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
        'invalid_request_error',
        'context_length_exceeded',
        'messages',
      ),
      400,
    ),
    code: 'lm_context_window_exceeded',
  },
  {
    name: 'a prompt too long for Anthropic',
    reply: json(
      anthropic('invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum'),
      400,
    ),
    code: 'lm_context_window_exceeded',
  },
  {
    name: 'a prompt too long for Google',
    reply: json(
      google(
        'INVALID_ARGUMENT',
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        400,
      ),
      400,
    ),
    code: 'lm_context_window_exceeded',
  },
  {
    name: 'a prompt too long for llama.cpp',
    reply: json(
      {
        error: {
          code: 400,
          message: 'request (5000 tokens) exceeds the available context size (4096 tokens)',
          type: 'exceed_context_size_error',
        },
      },
      400,
    ),
    code: 'lm_context_window_exceeded',
  },
  {
    name: 'a prompt that a filter stops',
    reply: json(
      {
        error: {
          code: 'content_filter',
          message: 'The prompt was filtered',
          status: 400,
          innererror: { code: 'ResponsibleAIPolicyViolation' },
        },
      },
      400,
    ),
    code: 'lm_content_filter',
  },
  {
    name: 'an answer longer than the whole window',
    reply: json(
      openai(
        "'max_tokens' is too large: 5000. This model's maximum context length is 4096 tokens.",
      ),
      400,
    ),
    code: 'lm_invalid_request',
  },
  {
    name: 'fields of a payment that are required',
    reply: json(openai('payment required fields are missing'), 400),
    code: 'lm_invalid_request',
  },
  {
    name: 'a text of another parameter that is too long',
    reply: json(
      openai('String too long', null, 'string_above_max_length', 'prompt_cache_key'),
      400,
    ),
    code: 'lm_invalid_request',
  },
]
const passing: readonly Row[] = [
  {
    name: 'overload',
    reply: json(anthropic('overloaded_error', 'Overloaded'), 529),
    code: 'lm_server',
  },
  { name: 'a conflict', reply: json(openai('Conflict'), 409), code: 'lm_server' },
  { name: 'a page of HTML', reply: raw('<html>busy</html>', 503), code: 'lm_server' },
  { name: 'status 408', reply: json(openai('Request timed out'), 408), code: 'lm_timeout' },
]
export const within: readonly Row[] = [
  {
    name: 'of a router, with a number for its code',
    reply: json(openai('Provider returned error', null, 429)),
    code: 'lm_rate_limit',
    says: 'Provider returned error',
  },
  {
    name: 'of a router, with the words of the provider behind it',
    reply: json({
      error: {
        message: 'Provider returned error',
        code: 502,
        metadata: { raw: 'upstream is down', provider_name: 'x' },
      },
    }),
    code: 'lm_server',
    says: 'upstream is down',
  },
  {
    name: 'of a router, without any code',
    reply: json(openai('Provider returned error')),
    code: 'lm_server',
    says: 'Provider returned error',
  },
  {
    name: 'of Anthropic',
    reply: json(anthropic('overloaded_error', 'Overloaded, come back')),
    code: 'lm_server',
    says: 'Overloaded, come back',
  },
  {
    name: 'of Google, in a list',
    reply: json([google('UNAVAILABLE', 'The model is overloaded.', 503)]),
    code: 'lm_server',
    says: 'overloaded',
  },
  {
    name: 'that is a text',
    reply: json({ error: 'model is loading' }),
    code: 'lm_server',
    says: 'model is loading',
  },
  {
    name: 'in an event',
    reply: raw(
      `data: ${JSON.stringify(openai('Too many requests', null, 'rate_limit_exceeded'))}\n\ndata: [DONE]\n`,
    ),
    code: 'lm_rate_limit',
    says: 'Too many requests',
  },
  {
    name: 'of a request that is wrong',
    reply: json(openai('No such model', 'invalid_request_error')),
    code: 'lm_invalid_request',
    says: 'No such model',
  },
  {
    name: 'of a key that is wrong',
    reply: json(openai('Invalid key', null, 401)),
    code: 'lm_auth',
    says: 'Invalid key',
  },
  {
    name: 'of a response that failed',
    reply: json({
      id: 'r',
      object: 'response',
      created_at: 0,
      model: 'm',
      status: 'failed',
      error: { code: 'server_error', message: 'It broke inside' },
      output: [],
      usage: null,
    }),
    code: 'lm_server',
    says: 'It broke inside',
  },
  {
    name: 'of a response that failed of too many',
    reply: json({
      id: 'r',
      object: 'response',
      created_at: 0,
      model: 'm',
      status: 'failed',
      error: { code: 'rate_limit_exceeded', message: 'Slow down' },
      output: [],
    }),
    code: 'lm_rate_limit',
    says: 'Slow down',
  },
]
export const broken: readonly Row[] = [
  { name: 'is empty', reply: raw(''), code: 'lm_transport' },
  { name: 'is white space alone', reply: raw('\n   \n'), code: 'lm_transport' },
  {
    name: 'ends early',
    reply: raw('{"id":"x","choices":[{"message":{"content":"hal'),
    code: 'lm_transport',
  },
  { name: 'is a page of HTML', reply: raw('<html>a portal</html>'), code: 'lm_unexpected' },
  { name: 'is JSON of another form', reply: json({ hello: 1 }), code: 'lm_unexpected' },
]
export const groups: Readonly<Record<string, readonly Row[]>> = {
  'a rate limit': rateLimits,
  'of the account:': accounts,
  'of the request:': requests,
  'that passes:': passing,
  'within an answer of success,': within,
  'of a body that': broken,
}
