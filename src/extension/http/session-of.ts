import type { Session } from '../../action/session.ts'
import type { App } from '../../domain/app.ts'

/** How an interface learns from a request who asks, and for whom. */
export interface Caller<Actor> {
  /** Who asks; null is `anonymous`. Throw `Unauthenticated` for a token that is wrong: the answer is 401. */
  readonly actor: (request: Request) => Actor | null | Promise<Actor | null>
  readonly tenant?: (request: Request) => string | undefined | Promise<string | undefined>
}

/** The door for whoever sent the request. */
export const sessionOf = async <Actor>(app: App<Actor>, { actor, tenant }: Caller<Actor>, request: Request): Promise<Session<Actor>> => {
  const [who, where] = [await actor(request), await tenant?.(request)]
  return app.session(who ?? null, where === undefined ? {} : { tenant: where })
}
