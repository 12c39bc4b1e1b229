import { clockKey } from '../../context/context.ts'
import type { Bindings } from '../../expression/bind.ts'
import { call, type Node, valueNode } from '../../expression/node.ts'
import type { ActionScope } from '../session/scope.ts'

const isTrue = (node: Node) => node.kind === 'value' && node.value === true
const isNever = (node: Node) =>
  node.kind === 'value' && (node.value === false || node.value === null)

export const alwaysFalse = valueNode(false)

/**
 * All of the conditions; undefined where there is none, false where one is false. Their order does
 * not matter: every operator has a value or null on every record, so that none fails on a record
 * which another leaves out.
 */
export const conjunction = (...conditions: readonly (Node | undefined)[]): Node | undefined => {
  const parts = conditions.filter((node): node is Node => node !== undefined && !isTrue(node))
  if (parts.some(isNever)) return alwaysFalse
  return parts.length > 1 ? call('and', ...parts) : parts[0]
}

/** Whether a filter leaves nothing whatever the data, so that nobody need be asked. */
export const leavesNothing = (filter: Node | undefined): boolean =>
  filter !== undefined && isNever(filter)

/** What an action's templates stand for. */
export const bindingsOf = (
  { actor, tenant, context }: ActionScope,
  values: Readonly<Record<string, unknown>> = {},
): Bindings => {
  const clock = context.get(clockKey)
  return {
    actor,
    arguments: values,
    tenant,
    ...(clock && clock !== clockKey.default ? { now: clock() } : {}),
  }
}
