import { type ActionInfo, actionsInfo } from '../../action/action-info.ts'
import type { ResourceInfo } from '../../resource/info.ts'

/** The public actions of an app's resources, in the order of their declaration. */
export const exposedActions = (app: { readonly resources: readonly ResourceInfo[] }): ActionInfo[] =>
  app.resources.flatMap(({ resource }) => [...actionsInfo(resource).values()].filter((action) => action.public))
