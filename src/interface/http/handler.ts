import type { Session } from '../../action/contract/session.ts'
import { actorLabel } from '../../action/session/actor-label.ts'
import type { App } from '../../app/app.ts'
import { clip } from '../../text/shown.ts'
import { publicErrors } from '../describe/public-errors.ts'
import { RequestRefusedError } from '../server/request-refused.ts'
import { errorResponse } from './response.ts'

/**
 * Answers the requests below a path. `fetch` is the web-standard shape: mount it in Node, Deno,
 * Bun, a worker or another router.
 */
export interface Handler {
  /** `/api`: this path and everything below it. */
  readonly path: string
  readonly fetch: (request: Request) => Promise<Response>
  /** Pages of other origins that may call it, as host names or whole origins; `*` is any. */
  readonly origins?: readonly string[]
  /** Ends what is still open (streams). */
  readonly close?: () => Promise<void>
}

/** `/api/` and `api` as `/api`. */
export const normalPath = (path: string): string => `/${path.split('/').filter(Boolean).join('/')}`

const below = (path: string, base: string) =>
  base === '/' || path === base || path.startsWith(`${base}/`)

/** Several handlers as one: each request goes to the handler with the longest path that fits. */
export const combine = (...handlers: readonly Handler[]): Handler => {
  const longestFirst = handlers.toSorted((left, right) => right.path.length - left.path.length)
  const paths = handlers.map(({ path }) => path).join(', ')
  const refuse = () =>
    errorResponse(
      publicErrors(
        new RequestRefusedError('no_such_path', { detail: `The paths are: ${paths}.` }),
        'http',
        () => {},
      ),
    )
  return {
    path: '/',
    origins: handlers.flatMap(({ origins = [] }) => origins),
    fetch: async (request) =>
      longestFirst.find(({ path }) => below(new URL(request.url).pathname, path))?.fetch(request) ??
      refuse(),
    close: async () => {
      await Promise.all(handlers.map(async (handler) => handler.close?.()))
    },
  }
}

/** How an interface learns from a request who asks. */
export interface Caller<Actor> {
  /**
   * Who asks; null is `anonymous`. Throw `Unauthenticated` for a token that is wrong: the answer is
   * 401.
   */
  readonly actor: (request: Request) => Actor | null | Promise<Actor | null>
}

/** Who sent a request, for its line in the log. Only in development. */
const senders = new WeakMap<Request, string>()

/** In development, writes a line for each request of an interface. */
export const logRequests = <Rest extends readonly unknown[]>(
  { development: log }: Pick<App<never>, 'development'>,
  name: string,
  answer: (request: Request, ...rest: Rest) => Promise<Response>,
): ((request: Request, ...rest: Rest) => Promise<Response>) => {
  if (!log) return answer
  return async (request, ...rest) => {
    const started = performance.now()
    const response = await answer(request, ...rest)
    const time = Math.round(performance.now() - started)
    const sender = senders.get(request)
    const { pathname } = new URL(request.url)
    log.info(
      `${name} ${request.method} ${clip(pathname, 200)} ${response.status}${sender ? ` by ${sender}` : ''}, ${time} ms`,
    )
    return response
  }
}

/** The session of the request's sender. */
export const sessionOf = async <Actor>(
  app: App<Actor>,
  { actor }: Caller<Actor>,
  request: Request,
): Promise<Session<Actor>> => {
  const sender = await actor(request)
  if (app.development) senders.set(request, actorLabel(sender))
  return app.session(sender)
}
