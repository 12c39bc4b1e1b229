import type { Session } from '../../action/contract/session.ts'
import type { App } from '../../app/app.ts'
import { publicErrors } from '../describe/public-errors.ts'
import { RequestRefusedError } from '../server/request-refused.ts'
import { errorResponse } from './response.ts'

/** Answers the requests below a path. `fetch` is the web-standard shape: mount it in Node, Deno, Bun, a worker or another router. */
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
  /** Who asks; null is `anonymous`. Throw `Unauthenticated` for a token that is wrong: the answer is 401. */
  readonly actor: (request: Request) => Actor | null | Promise<Actor | null>
}

/** The session of the request's sender. */
export const sessionOf = async <Actor>(
  app: App<Actor>,
  { actor }: Caller<Actor>,
  request: Request,
): Promise<Session<Actor>> => app.session(await actor(request))
