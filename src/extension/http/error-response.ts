import type { PublicError } from '../derive/public-errors.ts'
import { jsonResponse } from './json-response.ts'
import { statusOfErrors } from './status.ts'

/** Nobody reads this answer; the number is nginx's. */
export const clientGone = 499

const retryAfter = (errors: readonly PublicError[]): Record<string, string> => {
  const seconds = errors.reduce((longest, { retryAfterSeconds = 0 }) => Math.max(longest, retryAfterSeconds), 0)
  return seconds > 0 ? { 'retry-after': String(Math.ceil(seconds)) } : {}
}

/** `{ errors: [{ code, message, field?, path? }] }` with the status that fits. */
export const errorResponse = (errors: readonly PublicError[], headers: Readonly<Record<string, string>> = {}): Response => {
  const body = {
    errors: errors.map(({ code, message, field, path }) => ({
      code,
      message,
      ...(field === undefined ? {} : { field }),
      ...(path === undefined ? {} : { path: [...path] }),
    })),
  }
  const status = statusOfErrors(errors)
  return jsonResponse(status, body, { ...retryAfter(errors), ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}), ...headers })
}
