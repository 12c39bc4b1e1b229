import { ForbiddenError } from '../../error/forbidden-error.ts'
import { publicErrors } from '../derive/public-errors.ts'
import { errorResponse } from '../http/error-response.ts'

const thisMachine = ['localhost', '127.0.0.1', '[::1]']

/** Browsers say which page a request comes from; other clients say nothing. A page of an origin that is not allowed gets this answer: it could act as its visitor. */
export const refuseOrigin = (request: Request, allowed: readonly string[] = thisMachine): Response | undefined => {
  const origin = request.headers.get('origin')
  if (!origin) return undefined
  const host = URL.canParse(origin) ? new URL(origin).hostname : undefined
  if (host !== undefined && host !== '' && allowed.includes(host)) return undefined
  return errorResponse(publicErrors(new ForbiddenError({ reason: 'pages of this origin may not call; allowedOrigins names those that may' }), 'mcp', () => {}))
}
