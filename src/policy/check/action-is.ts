import { type Check, defineCheck } from '../check.ts'

/** The action is one of these. For conditions; a policy for some actions is better scoped with `policy.action(...)`, which knows their names. */
export const actionIs = (...names: readonly [string, ...string[]]): Check =>
  defineCheck(`the action is ${names.join(' or ')}`, ({ action }) => names.includes(action))
