import { type Check, type CheckNames, defineCheck } from '../check.ts'

/** The action is one of these. For conditions; a policy for some actions is better scoped with `policy.action(...)`. */
export const actionIs = <const Action extends string>(...names: readonly [Action, ...Action[]]): Check<CheckNames<never, Action, never, never>> =>
  defineCheck(`the action is ${names.join(' or ')}`, ({ action }) => (names as readonly string[]).includes(action), { actions: names })
