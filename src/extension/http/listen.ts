import type { ServerType } from '@hono/node-server'
import { ListenFailed } from '../../error/listen-failed.ts'
import { combine } from './combine.ts'
import type { Handler } from './handler.ts'
import { optionalPeer } from './optional-peer.ts'

export interface ListenOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** Default `127.0.0.1`: this machine alone. */
  readonly host?: string
  /** How long `close` lets running requests go on, in milliseconds. Default 5000. */
  readonly graceMs?: number
}
export interface Listening {
  /** `http://127.0.0.1:3000`, with the port it really has. */
  readonly url: string
  readonly port: number
  /** Takes no more requests, lets the running ones finish, ends their connections when the grace is over. */
  readonly close: () => Promise<void>
}

const shutDown = async (server: ServerType, handler: Handler, graceMs: number): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  await handler.close?.()
  const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(cut)
}

/**
 * Serves handlers on a port of this machine, on Node (needs the package `@hono/node-server`). Throws `ListenFailed` where the port is taken.
 *
 * @example
 * const server = await listen([http(blog, { actor }), mcp(blog, { name: 'blog', version: '1', actor })], { port: 3000 })
 */
export const listen = async (handlers: Handler | readonly Handler[], { port, host = '127.0.0.1', graceMs = 5000 }: ListenOptions): Promise<Listening> => {
  const { serve } = await optionalPeer(() => import('@hono/node-server'), '@hono/node-server', 'listen()')
  const handler = combine(...[handlers].flat())
  const shown = host.includes(':') ? `[${host}]` : host
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: handler.fetch, port, hostname: host, overrideGlobalObjects: false }, (address) =>
      resolve({ url: `http://${shown}:${address.port}`, port: address.port, close: () => shutDown(server, handler, graceMs) }),
    )
    server.once('error', (cause) => reject(new ListenFailed({ host, port, cause })))
  })
}
