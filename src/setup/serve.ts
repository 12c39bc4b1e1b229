import type { LanguageModelV4 } from '@ai-sdk/provider'
import { refusalOf } from '../interface/server/callers.ts'
import { type ServerOptions, startServer } from '../interface/server/start-server.ts'
import { offlineModel } from '../offline/offline.ts'

export interface ServeOptions extends Partial<ServerOptions> {
  /** Default: the offline model. */
  readonly model?: LanguageModelV4
  /** Default 0: any free port. */
  readonly port?: number
  /** Default 127.0.0.1. There is no authentication: do not open it to a network. */
  readonly host?: string
}

export interface LmHttpServer extends AsyncDisposable {
  /** For `OPENAI_BASE_URL`: `http://127.0.0.1:11555/v1`. */
  readonly baseURL: string
  close(): Promise<void>
}

/**
 * Serves a model over HTTP in OpenAI's protocol, for programs that speak it. Rejects where the port
 * is taken.
 * @example
 * const server = await serve({ port: 11555 })
 * console.log(server.baseURL)
 */
export const serve = async ({
  model = offlineModel(),
  ...options
}: ServeOptions = {}): Promise<LmHttpServer> => {
  const { lmHandler } = await import('./server/lm-handler.ts')
  const { errorBody } = await import('./server/openai-error.ts')
  const handler = lmHandler(model)
  const answer = (request: Request): Response | Promise<Response> => {
    const refusal = refusalOf(request, options.host ?? '127.0.0.1', options)
    return refusal === undefined
      ? handler.fetch(request)
      : Response.json(errorBody(`This is forbidden: ${refusal}.`, 'invalid_request_error'), {
          status: 403,
        })
  }
  const server = await startServer(answer, { port: 0, ...options }, 'serve()')
  const close = () => server.close(0)
  return { baseURL: `${server.url}/v1`, close, [Symbol.asyncDispose]: close }
}
