import { keptInside } from '../../action/contract/action-fields.ts'
import type { ActionInfo } from '../../action/contract/action-info.ts'
import type { App } from '../../app/app.ts'
import { reportWarning, type Warning } from '../../app/warning.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import { groupErrors } from '../../error/error-group.ts'

/** What an interface needs of an app to say what it serves. */
export type ServableApp = Pick<App<never>, 'resources'> & Partial<Pick<App<never>, 'onWarning'>>

const reasons = {
  private: (name: string) =>
    `it cannot be called from outside: "${name}" is required, and no interface takes it, since it is private`,
  noJson: (name: string) =>
    `it cannot be called from outside: "${name}" is required, and no JSON stands for a value of its type`,
} as const
const cures = {
  private: (name: string) =>
    `Make "${name}" public, give it a default, or make the action private with public: false.`,
  noJson: (name: string) =>
    `Give "${name}" a type that JSON can carry or a default, or make the action private with public: false.`,
} as const

const uncallable = (action: ActionInfo): DefinitionError[] =>
  keptInside(action).missing.map(
    ({ name, why }) =>
      new DefinitionError({
        resource: action.resource.name,
        path: ['actions', action.name],
        problem: reasons[why](name),
        fix: cures[why](name),
      }),
  )

/** Throws where a caller outside could never run an action. */
export const assertCallable = (actions: readonly ActionInfo[]): void => {
  const errors = actions.flatMap(uncallable)
  if (errors.length) throw groupErrors(errors)
}

const isOpen = ({ resource }: ActionInfo): boolean =>
  !('policies' in resource.resource) && !resource.resource.resourceOptions.open

const unguarded = (action: ActionInfo, by: string): Warning => ({
  code: 'no_policies',
  resource: action.resource.name,
  grave: true,
  message: `${action.resource.name} has no policies, and ${by} serves it to everybody. Write \`static policies = policies(…)\`, or say that it is meant: Resource('${action.resource.name}', {…}, { open: true }).`,
})

const keptFrom = (action: ActionInfo, dropped: readonly string[]): Warning => ({
  code: 'input_not_public',
  resource: action.resource.name,
  action: action.name,
  fields: dropped,
  grave: true,
  message: `${action.label} accepts ${dropped.join(', ')}, which ${dropped.length === 1 ? 'is' : 'are'} not public, so no interface takes ${dropped.length === 1 ? 'it' : 'them'}. Make ${dropped.length === 1 ? 'it' : 'them'} public, or accept ${dropped.length === 1 ? 'it' : 'them'} in an action with public: false.`,
})

const warnings = new WeakMap<object, Set<string>>()

/**
 * What an interface does before it serves actions of an app: throws where one could never be
 * called, and warns, once for an app, of resources that are open to everybody and of accepted
 * attributes that do not cross.
 */
export const assertServable = (
  app: ServableApp,
  actions: readonly ActionInfo[],
  by: string,
): void => {
  assertCallable(actions)
  const { onWarning = reportWarning } = app
  const keys = warnings.get(app.resources) ?? new Set<string>()
  warnings.set(app.resources, keys)
  const once = (key: string, warning: () => Warning): void => {
    if (keys.has(key)) return
    keys.add(key)
    onWarning(warning())
  }
  for (const action of actions) {
    if (isOpen(action)) once(action.resource.name, () => unguarded(action, by))
    const { dropped } = keptInside(action)
    if (dropped.length) once(action.label, () => keptFrom(action, dropped))
  }
}
