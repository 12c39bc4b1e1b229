import { AshlarError } from '../../error/ashlar-error.ts'
import { missingPackage } from '../../error/optional-package.ts'
import type { AllowedCallers } from './callers.ts'
import { serverLimits } from '../../text/limits.ts'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there. Choose another port; 0 chooses a free one.',
  EACCES: 'Ports below 1024 need privileges. Choose a higher one.',
  EADDRNOTAVAIL:
    'This machine has no such address. Use 127.0.0.1 for this machine alone, 0.0.0.0 for all.',
}

/** A server cannot listen on the requested address. */
export class ListenFailedError extends AshlarError {
  static override readonly mark: string = 'ashlar.ListenFailedError'
  readonly class = 'framework'
  readonly code = 'listen_failed'
  constructor({
    host,
    port,
    cause,
  }: { readonly host: string; readonly port: number; readonly cause: unknown }) {
    const reason = (cause as { readonly code?: string }).code ?? ''
    super(
      `The server cannot listen on ${host}:${port}. ${reasons[reason] ?? `The system says ${reason || 'no more'}.`}`,
      {
        variables: { host, port, reason },
        cause,
      },
    )
  }
}

export interface ServerOptions extends AllowedCallers {
  /** 0 takes a free one. */
  readonly port: number
  /** Default `127.0.0.1`: this machine alone. */
  readonly host?: string
  /** Milliseconds a caller has to send a request's headers. Default 10 000. */
  readonly headersTimeoutMs?: number
  /**
   * Milliseconds a caller has to send a whole request; what takes longer is cut off. Default 30
   * 000. How long an answer takes is not bounded by it.
   */
  readonly requestTimeoutMs?: number
}

export interface StartedServer {
  /** `http://127.0.0.1:3000`, with the port it really has. */
  readonly url: string
  readonly port: number
  /**
   * Takes no more requests, lets the running ones finish, ends their connections when the grace (in
   * milliseconds) is over.
   */
  close(graceMs: number): Promise<void>
}

type Fetch = (request: Request) => Response | Promise<Response>
interface NodeServer {
  close(done: () => void): unknown
  closeAllConnections?(): void
}

const closing = (server: NodeServer) => async (graceMs: number) => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const cut = setTimeout(() => server.closeAllConnections?.(), graceMs)
  await closed
  clearTimeout(cut)
}

/**
 * Serves a handler on a port of this machine, on Node (needs the package `@hono/node-server`).
 * Throws `ListenFailed` where the port is taken.
 */
export const startServer = async (
  fetch: Fetch,
  options: ServerOptions,
  neededBy: string,
): Promise<StartedServer> => {
  const {
    port,
    host = '127.0.0.1',
    headersTimeoutMs = serverLimits.headersMs,
    requestTimeoutMs = serverLimits.requestMs,
  } = options
  const { serve } = await import('@hono/node-server').catch(
    missingPackage('@hono/node-server', neededBy),
  )
  const serverOptions = {
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.max(20, Math.min(1000, headersTimeoutMs / 2)),
  }
  const shown = host.includes(':') ? `[${host}]` : host
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch, port, hostname: host, overrideGlobalObjects: false, serverOptions },
      (address) =>
        resolve({
          url: `http://${shown}:${address.port}`,
          port: address.port,
          close: closing(server),
        }),
    )
    server.once('error', (cause) => reject(new ListenFailedError({ host, port, cause })))
  })
}
