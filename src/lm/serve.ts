import type { AddressInfo } from 'node:net'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { LmUnsupported } from '../error/lm-unsupported.ts'
import { offlineModel } from './offline/offline-model.ts'

export interface ServeOptions {
  /** Default: the offline model. */
  readonly model?: LanguageModelV4
  /** Default 0: any free port. */
  readonly port?: number
  /** Default 127.0.0.1. There is no authentication: do not open it to a network. */
  readonly host?: string
}

export interface LmServer extends AsyncDisposable {
  /** For `OPENAI_BASE_URL`: `http://127.0.0.1:11555/v1`. */
  readonly baseURL: string
  close(): Promise<void>
}

const nodeServer = async () => {
  try {
    return await import('@hono/node-server')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new LmUnsupported('The package @hono/node-server is not installed: run npm install @hono/node-server')
    throw error
  }
}

/**
 * Serves a model over HTTP in OpenAI's protocol, for programs that speak it. Rejects where the port is taken.
 * @example
 * const server = await serve({ port: 11555 })
 * console.log(server.baseURL)
 */
export const serve = async ({ model = offlineModel(), port = 0, host = '127.0.0.1' }: ServeOptions = {}): Promise<LmServer> => {
  const { createAdaptorServer } = await nodeServer()
  const { lmHandler } = await import('./server/lm-handler.ts')
  const server = createAdaptorServer({ fetch: lmHandler(model).fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  const close = async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  const address = server.address() as AddressInfo
  return { baseURL: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/v1`, close, [Symbol.asyncDispose]: close }
}
