import type { Session } from '../../action/session.ts'
import type { App } from '../../domain/app.ts'

/** How an interface learns from a request who asks. */
export interface Caller<Actor> {
  /** Who asks; null is `anonymous`. Throw `Unauthenticated` for a token that is wrong: the answer is 401. */
  readonly actor: (request: Request) => Actor | null | Promise<Actor | null>
}

/** The door for whoever sent the request. */
export const sessionOf = async <Actor>(app: App<Actor>, { actor }: Caller<Actor>, request: Request): Promise<Session<Actor>> =>
  app.session(await actor(request))
