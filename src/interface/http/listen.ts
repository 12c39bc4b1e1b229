import { ForbiddenError } from '../../error/forbidden-error.ts'
import { publicErrors } from '../describe/public-errors.ts'
import { isLoopback, refusalOf } from '../server/callers.ts'
import { type ServerOptions, startServer } from '../server/start-server.ts'
import { combine, type Handler } from './handler.ts'
import { errorResponse } from './response.ts'
import { serverLimits } from '../../text/limits.ts'

export interface ListenOptions extends ServerOptions {
  /** How long `close` lets running requests go on, in milliseconds. Default 5000. */
  readonly graceMs?: number
}
export interface Listening {
  /** `http://127.0.0.1:3000`, with the port it really has. */
  readonly url: string
  readonly port: number
  /**
   * Takes no more requests, lets the running ones finish, ends their connections when the grace is
   * over.
   */
  readonly close: () => Promise<void>
}

/**
 * Serves handlers on a port of this machine, on Node (needs the package `@hono/node-server`).
 * Throws `ListenFailed` where the port is taken. On a loopback address it answers to this machine's
 * names and pages alone, unless `allowedHosts`, `allowedOrigins` or a handler's `cors` names
 * others.
 *
 * @example
 * const server = await listen([http(blog, { actor }), mcp(blog, { name: 'blog', version: '1', actor })], { port: 3000 })
 */
export const listen = async (
  handlers: Handler | readonly Handler[],
  options: ListenOptions,
): Promise<Listening> => {
  const {
    host = '127.0.0.1',
    graceMs = serverLimits.graceMs,
    allowedHosts,
    allowedOrigins,
  } = options
  const handler = combine(...[handlers].flat())
  const origins = [...(allowedOrigins ?? []), ...(handler.origins ?? [])]
  const callers = {
    ...(allowedHosts ? { allowedHosts } : {}),
    ...(allowedOrigins || isLoopback(host) ? { allowedOrigins: origins } : {}),
  }
  const answer = async (request: Request): Promise<Response> => {
    const reason = refusalOf(request, host, callers)
    return reason === undefined
      ? handler.fetch(request)
      : errorResponse(publicErrors(new ForbiddenError({ reason }), 'listen', () => {}))
  }
  const server = await startServer(answer, options, 'listen()')
  const close = async () => {
    const closed = server.close(graceMs)
    await handler.close?.()
    await closed
  }
  return { url: server.url, port: server.port, close }
}
