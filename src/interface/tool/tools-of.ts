import { type ActionInfo, actionInfo } from '../../action/contract/action-info.ts'
import type { AnyAction } from '../../action/contract/action.ts'
import type { Session } from '../../action/contract/session.ts'
import type { AnyResource } from '../../resource/resource.ts'
import { exposedActions } from '../describe/describe-action.ts'
import { assertServable, type ServableApp } from '../describe/serve.ts'
import { checkUniqueNames, type Tool, toolOf } from './tool.ts'

export interface ToolSelection {
  /** These actions, public or not. Default: all public ones. */
  readonly actions?: readonly AnyAction[]
  /** Only of these resources. */
  readonly resources?: readonly AnyResource[]
}

const actionsOf = (app: ServableApp, { actions, resources }: ToolSelection): ActionInfo[] =>
  (actions ? actions.map(actionInfo) : exposedActions(app)).filter(
    ({ resource }) => !resources || resources.includes(resource.resource),
  )

/**
 * The public actions of an app as tools, or a selection of actions. Throws `DefinitionError` where
 * two would have one name.
 */
export const toolsOf = (app: ServableApp, selection: ToolSelection = {}): readonly Tool[] => {
  const actions = actionsOf(app, selection)
  assertServable(app, actions, 'toolsOf(…)')
  return checkUniqueNames(actions.map((action) => toolOf(action)))
}

/** The tools that the session's actor may call, as far as can be known before a call. */
export const availableTools = async (tools: readonly Tool[], session: Session): Promise<Tool[]> => {
  const available = await Promise.all(tools.map((tool) => tool.available(session)))
  return tools.filter((_, index) => available[index])
}
