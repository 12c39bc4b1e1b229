import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { App } from '../../app/app.ts'
import { refuseTenant } from '../../error/capability-missing.ts'
import { fieldOf } from '../../type/field.ts'
import type { Json } from '../../type/type.ts'
import type { Control } from '../describe/controls.ts'
import type { ActionDescription } from '../describe/describe-action.ts'
import { publicErrors } from '../describe/public-errors.ts'
import { runDescribed } from '../describe/run-described.ts'
import { parseJson, readJson } from '../server/read-json.ts'
import { RequestRefusedError } from '../server/request-refused.ts'
import { type Caller, type Handler, logRequests, normalPath, sessionOf } from './handler.ts'
import { openApi, type OpenApiInfo } from './openapi.ts'
import { clientGone, errorResponse, jsonResponse } from './response.ts'
import { findRoute, type Route, type Routes, routesOf } from './routes.ts'

/** What there is to call, with the schema of each call. */
const catalogue = (routes: Routes, basePath: string): Json => ({
  actions: [...routes.values()].flatMap((actions) =>
    [...actions.values()].map(
      ({
        resource,
        action,
        description: { name, kind, description, inputSchema, outputSchema },
      }) => ({
        name,
        kind,
        description,
        methods: kind === 'read' ? ['GET', 'POST'] : ['POST'],
        path: `${basePath}/${resource}/${action}`,
        input: inputSchema,
        output: outputSchema,
      }),
    ),
  ),
  openapi: `${basePath}/openapi.json`,
})

const whole = (text: string): unknown => (/^-?\d{1,15}$/.test(text) ? Number(text) : text)
const names = (text: string): unknown =>
  text.trimStart().startsWith('[')
    ? parseJson(text, 'A list in the query')
    : text.split(',').filter(Boolean)

const readControl = (control: Control, text: string): unknown => {
  switch (control) {
    case 'filter':
      return parseJson(text, 'The filter')
    case 'sort':
    case 'load':
      return names(text)
    case 'limit':
    case 'offset':
      return whole(text)
    case 'count':
      return text === 'true' || (text === 'false' ? false : text)
    case 'after':
    case 'before':
      return text
  }
}

const readArgument = (isList: boolean, texts: readonly string[]): unknown => {
  const [text = ''] = texts
  if (isList)
    return texts.length === 1 && text.trimStart().startsWith('[')
      ? parseJson(text, 'A list in the query')
      : texts
  return texts.length === 1 ? text : texts
}

/**
 * The input that a query string stands for: `filter` is JSON, `sort` and `load` are JSON lists or
 * names with commas, arguments are plain text, repeated for lists.
 */
const readQuery = (
  { controls, fields }: ActionDescription,
  query: URLSearchParams,
): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const texts = query.getAll(name)
      const argument = Object.hasOwn(fields.arguments, name) ? fields.arguments[name] : undefined
      if (argument) return [name, readArgument(fieldOf(argument).type.of !== undefined, texts)]
      const control = controls.find((candidate) => candidate === name)
      return [name, control ? readControl(control, texts[0] ?? '') : texts[0]]
    }),
  )

export interface HttpOptions<Actor> extends Caller<Actor>, Partial<OpenApiInfo> {
  /** Default `/api`. */
  readonly basePath?: string
  /** Which web pages of other origins may call. Default: none. */
  readonly cors?: { readonly origin: string | readonly string[]; readonly credentials?: boolean }
  /** The most bytes of a request body. Default: the app's limit `bodyBytes`. */
  readonly maxBodyBytes?: number
}

const methodsOf = ({ description }: Route): readonly string[] =>
  description.kind === 'read' ? ['GET', 'HEAD', 'POST'] : ['POST']

const wrongMethod = (route: Route) =>
  new RequestRefusedError('method_not_allowed', {
    detail: `Send ${methodsOf(route).join(' or ')}.`,
  })

type Cors = NonNullable<HttpOptions<unknown>['cors']>

const allow = ({ origin, credentials = false }: Cors) =>
  cors({
    origin: typeof origin === 'string' ? origin : [...origin],
    credentials,
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['content-type', 'authorization'],
  })

const readInput = (
  { description }: Route,
  request: Request,
  maxBytes: number,
): Promise<unknown> | Record<string, unknown> =>
  request.method === 'POST'
    ? readJson(request, maxBytes)
    : readQuery(description, new URL(request.url).searchParams)

const placeOf = (request: Request): string =>
  `http ${request.method} ${new URL(request.url).pathname}`

/** What answers a request. */
interface Answers {
  call(request: Request, resource: string, action: string): Promise<Response>
  listing(request: Request): Promise<Response>
  document(request: Request): Promise<Response>
  fail(error: unknown, request: Request): Response
}

const routerOf = (path: string, { call, listing, document, fail }: Answers, pages?: Cors): Hono => {
  const router = new Hono()
  if (pages) router.use('*', allow(pages))
  const base = path === '/' ? '' : path
  const answered = (request: Request, answer: Promise<Response>) =>
    answer.catch((error: unknown) => fail(error, request))
  router.get(base || '/', ({ req }) => answered(req.raw, listing(req.raw)))
  router.get(`${base}/openapi.json`, ({ req }) => answered(req.raw, document(req.raw)))
  router.all(`${base}/:resource/:action`, ({ req }) =>
    answered(req.raw, call(req.raw, req.param('resource'), req.param('action'))),
  )
  router.notFound(({ req }) =>
    fail(
      new RequestRefusedError('no_such_path', { detail: `${path} lists the actions.` }),
      req.raw,
    ),
  )
  router.onError((error, { req }) => fail(error, req.raw))
  return router
}

/**
 * JSON over HTTP for the public actions of an app: `POST /api/<resource>/<action>` with the input
 * as the body, reads also as GET. `GET /api` lists the actions with their schemas, `GET
 * /api/openapi.json` describes them as OpenAPI 3.1, to whomever `actor` lets in. A list read
 * answers `{ results, more, limit, startCursor, endCursor }`, a failure `{ errors: [{ code,
 * message, field?, path? }] }`; what is not meant for callers goes to the app's `onError` and
 * leaves an id in the answer.
 *
 * @example
 * const api = http(blog, { actor: (request) => userOfToken(request.headers.get('authorization')) })
 * const server = await listen(api, { port: 3000 })
 */
export const http = <Actor>(app: App<Actor>, options: HttpOptions<Actor>): Handler => {
  refuseTenant(options, 'http(…)')
  const { maxBodyBytes = app.limits.bodyBytes, title = 'API', version = '1' } = options
  const path = normalPath(options.basePath ?? '/api')
  const routes = routesOf(app)
  const listing = catalogue(routes, path)
  const document = openApi(routes, path, { title, version })
  const fail = (
    error: unknown,
    request: Request,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    request.signal.aborted
      ? new Response(null, { status: clientGone })
      : errorResponse(publicErrors(error, placeOf(request), app.onError), headers)

  const call = async (request: Request, resource: string, action: string): Promise<Response> => {
    const route = findRoute(routes, resource, action)
    if (!methodsOf(route).includes(request.method))
      return fail(wrongMethod(route), request, { allow: methodsOf(route).join(', ') })
    const session = await sessionOf(app, options, request)
    const input = await readInput(route, request, maxBodyBytes)
    const { signal } = request
    const output = await runDescribed(route.description, input, { session, signal })
    return jsonResponse(route.description.kind === 'create' ? 201 : 200, output)
  }

  /** What the API says of itself: the same for every caller that `actor` lets in. */
  const tell = async (request: Request, body: Json): Promise<Response> => {
    await sessionOf(app, options, request)
    return jsonResponse(200, body)
  }

  const router = routerOf(
    path,
    {
      call,
      listing: (request) => tell(request, listing),
      document: (request) => tell(request, document),
      fail,
    },
    options.cors,
  )
  return {
    path,
    origins: [options.cors?.origin ?? []].flat(),
    fetch: logRequests(app, 'http', async (request) => router.fetch(request)),
  }
}
