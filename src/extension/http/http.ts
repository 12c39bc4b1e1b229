import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { App } from '../../domain/app.ts'
import { RequestRefused } from '../../error/request-refused.ts'
import { readJson } from '../../server/read-json.ts'
import type { Json } from '../../type/type.ts'
import { refuseTenant } from '../../error/tenancy-missing.ts'
import { publicErrors } from '../derive/public-errors.ts'
import { runDescribed } from '../derive/run-described.ts'
import { catalogue } from './catalogue.ts'
import { clientGone, errorResponse } from './error-response.ts'
import { type Handler, normalPath } from './handler.ts'
import { jsonResponse } from './json-response.ts'
import { type OpenApiInfo, openApi } from './openapi.ts'
import { readQuery } from './read-query.ts'
import { findRoute, type Route, routesOf } from './routes.ts'
import { type Caller, sessionOf } from './session-of.ts'

export interface HttpOptions<Actor> extends Caller<Actor>, Partial<OpenApiInfo> {
  /** Default `/api`. */
  readonly basePath?: string
  /** Which web pages of other origins may call. Default: none. */
  readonly cors?: { readonly origin: string | readonly string[]; readonly credentials?: boolean }
  /** Default 1 MB. */
  readonly maxBodyBytes?: number
}

const megabyte = 1_048_576

const methodsOf = ({ description }: Route): readonly string[] => (description.kind === 'read' ? ['GET', 'HEAD', 'POST'] : ['POST'])

const wrongMethod = (route: Route) => new RequestRefused('method_not_allowed', { detail: `Send ${methodsOf(route).join(' or ')}.` })

const allow = ({ origin, credentials = false }: NonNullable<HttpOptions<unknown>['cors']>) =>
  cors({
    origin: typeof origin === 'string' ? origin : [...origin],
    credentials,
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['content-type', 'authorization'],
  })

const readInput = ({ description }: Route, request: Request, maxBytes: number): Promise<unknown> | Record<string, unknown> =>
  request.method === 'POST' ? readJson(request, maxBytes) : readQuery(description, new URL(request.url).searchParams)

/**
 * JSON over HTTP for the public actions of an app: `POST /api/<resource>/<action>` with the input as the body, reads also as GET.
 * `GET /api` lists the actions with their schemas, `GET /api/openapi.json` describes them as OpenAPI 3.1, to whomever `actor` lets in.
 * A list read answers `{ results, more, limit, startCursor, endCursor }`, a failure `{ errors: [{ code, message, field?, path? }] }`; what is not meant
 * for callers goes to the app's `onError` and leaves an id in the answer.
 *
 * @example
 * const api = http(blog, { actor: (request) => userOfToken(request.headers.get('authorization')) })
 * const server = await listen(api, { port: 3000 })
 */
export const http = <Actor>(app: App<Actor>, options: HttpOptions<Actor>): Handler => {
  refuseTenant(options, 'http(…)')
  const { maxBodyBytes = megabyte, title = 'API', version = '1' } = options
  const path = normalPath(options.basePath ?? '/api')
  const routes = routesOf(app)
  const listing = catalogue(routes, path)
  const document = openApi(routes, path, { title, version })
  const fail = (error: unknown, request: Request, headers: Readonly<Record<string, string>> = {}) =>
    request.signal.aborted
      ? new Response(null, { status: clientGone })
      : errorResponse(publicErrors(error, `http ${request.method} ${new URL(request.url).pathname}`, app.onError), headers)

  const call = async (request: Request, resource: string, action: string): Promise<Response> => {
    const route = findRoute(routes, resource, action)
    if (!methodsOf(route).includes(request.method)) return fail(wrongMethod(route), request, { allow: methodsOf(route).join(', ') })
    const session = await sessionOf(app, options, request)
    const input = await readInput(route, request, maxBodyBytes)
    const output = await runDescribed(route.description, input, { session: session, signal: request.signal })
    return jsonResponse(route.description.kind === 'create' ? 201 : 200, output)
  }

  /** What the API says of itself: the same for every caller that `actor` lets in. */
  const tell = async (request: Request, body: Json): Promise<Response> => {
    await sessionOf(app, options, request)
    return jsonResponse(200, body)
  }

  const router = new Hono()
  if (options.cors) router.use('*', allow(options.cors))
  const base = path === '/' ? '' : path
  router.get(base || '/', ({ req }) => tell(req.raw, listing).catch((error) => fail(error, req.raw)))
  router.get(`${base}/openapi.json`, ({ req }) => tell(req.raw, document).catch((error) => fail(error, req.raw)))
  router.all(`${base}/:resource/:action`, ({ req }) => call(req.raw, req.param('resource'), req.param('action')).catch((error) => fail(error, req.raw)))
  router.notFound((context) => fail(new RequestRefused('no_such_path', { detail: `${path} lists what there is.` }), context.req.raw))
  router.onError((error, context) => fail(error, context.req.raw))
  return { path, origins: [options.cors?.origin ?? []].flat(), fetch: async (request) => router.fetch(request) }
}
