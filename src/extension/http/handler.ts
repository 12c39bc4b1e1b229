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
