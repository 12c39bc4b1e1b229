import { DefinitionError } from '../../error/definition-error.ts'
import { NoSuchActionError } from '../../error/no-such-name.ts'
import { didYouMean } from '../../text/nearest.ts'
import {
  type ActionDescription,
  describeAction,
  exposedActions,
  kebabCase,
} from '../describe/describe-action.ts'
import { assertServable, type ServableApp } from '../describe/serve.ts'
import { RequestRefusedError } from '../server/request-refused.ts'

/** A public action and where it answers, below the base path: `/post/suggest-title`. */
export interface Route {
  readonly resource: string
  readonly action: string
  readonly description: ActionDescription
}
export type Routes = ReadonlyMap<string, ReadonlyMap<string, Route>>

/**
 * The routes of an app's public actions. Throws `DefinitionError` where two would have one path.
 */
export const routesOf = (app: ServableApp): Routes => {
  const exposed = exposedActions(app)
  assertServable(app, exposed, 'http(…)')
  const routes = new Map<string, Map<string, Route>>()
  for (const info of exposed) {
    const route = {
      resource: kebabCase(info.resource.name),
      action: kebabCase(info.name),
      description: describeAction(info, { load: 'caller' }),
    }
    const actions = routes.get(route.resource) ?? new Map<string, Route>()
    if (actions.has(route.action))
      throw new DefinitionError({
        resource: info.resource.name,
        path: ['actions', info.name],
        problem: `has the path /${route.resource}/${route.action}, and so has another action`,
        fix: 'Rename one of them.',
      })
    routes.set(route.resource, actions.set(route.action, route))
  }
  return routes
}

/** The route of a path. What is not public is not known here, and not suggested. */
export const findRoute = (routes: Routes, resource: string, action: string): Route => {
  const actions = routes.get(resource)
  if (!actions)
    throw new RequestRefusedError('no_such_path', {
      detail: `There is no resource "${resource.slice(0, 60)}".${didYouMean(resource, routes.keys())}`,
    })
  const route = actions.get(action)
  if (!route)
    throw new NoSuchActionError({
      resource,
      action: action.slice(0, 60),
      known: [...actions.keys()],
    })
  return route
}
