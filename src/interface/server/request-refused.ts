import { AshlarError } from '../../error/ashlar-error.ts'

const messages = {
  malformed_json: 'The request is not valid JSON.',
  unsupported_media_type:
    'Send the input as JSON, with the header "content-type: application/json".',
  body_too_large: 'The request is too large.',
  method_not_allowed: 'This path does not support this method.',
  no_such_path: 'Nothing is served at this path.',
} as const

/** A request that is not a call of an action; the code says why. */
export class RequestRefusedError extends AshlarError {
  static override readonly mark: string = 'ashlar.RequestRefusedError'
  readonly class = 'invalid'
  readonly code: keyof typeof messages
  /** `detail` follows the message as a sentence of its own. */
  constructor(
    code: keyof typeof messages,
    { detail, cause }: { readonly detail?: string; readonly cause?: unknown } = {},
  ) {
    super(detail ? `${messages[code]} ${detail}` : messages[code], { cause })
    this.code = code
  }
}

/** The HTTP status of a request that was refused before it became a call. */
export const refusalStatus = {
  malformed_json: 400,
  no_such_path: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  unsupported_media_type: 415,
} as const satisfies Record<RequestRefusedError['code'], number>
