import type { Json } from '../../type/type.ts'
import type { PublicError } from '../describe/public-errors.ts'
import { refusalStatus } from '../server/request-refused.ts'

/** JSON that no cache keeps (it is one actor's) and no browser takes for anything else. */
export const jsonResponse = (
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })

const byCode: Readonly<Record<string, number>> = {
  ...refusalStatus,
  unauthenticated: 401,
  not_found: 404,
  no_such_action: 404,
  stale_record: 409,
  already_taken: 409,
  lm_context_window_exceeded: 422,
  connections_taken: 503,
  lm_rate_limit: 503,
  lm_timeout: 504,
  timeout: 504,
  unavailable: 503,
}
const byClass = { forbidden: 403, invalid: 400, framework: 500, unknown: 500, lm: 502 } as const

const statusOf = ({ code, class: kind }: PublicError): number => byCode[code] ?? byClass[kind]

/**
 * The HTTP status of a failed call: the one its errors share, else that of the gravest class
 * (forbidden, then invalid).
 */
export const statusOfErrors = (errors: readonly PublicError[]): number => {
  const statuses = new Set(errors.map(statusOf))
  if (statuses.size === 1) return [...statuses][0] as number
  const gravest = (['forbidden', 'invalid', 'framework', 'lm', 'unknown'] as const).find((kind) =>
    errors.some((error) => error.class === kind),
  )
  return byClass[gravest ?? 'unknown']
}

/** Nobody reads this answer; the number is nginx's. */
export const clientGone = 499

const retryAfter = (errors: readonly PublicError[]): Record<string, string> => {
  const seconds = errors.reduce(
    (longest, { retryAfterSeconds = 0 }) => Math.max(longest, retryAfterSeconds),
    0,
  )
  return seconds > 0 ? { 'retry-after': String(Math.ceil(seconds)) } : {}
}

/** `{ errors: [{ code, message, field?, path? }] }` with the status that fits. */
export const errorResponse = (
  errors: readonly PublicError[],
  headers: Readonly<Record<string, string>> = {},
): Response => {
  const body = {
    errors: errors.map(({ code, message, field, path }) => ({
      code,
      message,
      ...(field === undefined ? {} : { field }),
      ...(path === undefined ? {} : { path: [...path] }),
    })),
  }
  const status = statusOfErrors(errors)
  return jsonResponse(status, body, {
    ...retryAfter(errors),
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...headers,
  })
}
