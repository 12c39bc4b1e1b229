import { refusalStatus } from '../../server/refusal-status.ts'
import type { PublicError } from '../derive/public-errors.ts'

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

/** The HTTP status of a failed call: the one its errors share, else that of the gravest class (forbidden, then invalid). */
export const statusOfErrors = (errors: readonly PublicError[]): number => {
  const statuses = new Set(errors.map(statusOf))
  if (statuses.size === 1) return [...statuses][0] as number
  const gravest = (['forbidden', 'invalid', 'framework', 'lm', 'unknown'] as const).find((kind) => errors.some((error) => error.class === kind))
  return byClass[gravest ?? 'unknown']
}
