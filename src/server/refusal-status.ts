import type { RequestRefused } from '../error/request-refused.ts'

/** The HTTP status of a request that was refused before it became a call. */
export const refusalStatus = {
  malformed_json: 400,
  no_such_path: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  unsupported_media_type: 415,
} as const satisfies Record<RequestRefused['code'], number>
