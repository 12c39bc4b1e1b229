import type { PublicError } from '../derive/public-errors.ts'
import { jsonResponse } from './json-response.ts'
import { statusOfErrors } from './status.ts'

const retryAfter = (errors: readonly PublicError[]): Record<string, string> => {
  const seconds = Math.max(...errors.map(({ retryAfterSeconds = 0 }) => retryAfterSeconds))
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
