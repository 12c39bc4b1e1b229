import { call, type Node, valueNode } from './node.ts'
import { mapChildren } from './walk.ts'

/** `x is true`: the two-valued form of a condition, false where it is unknown. */
export const isTrue = (condition: Node): Node => call('coalesce', condition, valueNode(false))
/** `x is not false`: true where it is unknown. */
export const isNotFalse = (condition: Node): Node => call('coalesce', condition, valueNode(true))

/**
 * A condition that is true on the same records, for places where only that matters, as in a filter;
 * where the given one is false, it may be unknown. It drops the wrappers that would keep a database
 * from using an index.
 */
export const whereTrue = (condition: Node): Node => {
  if (condition.kind !== 'call') return condition
  const { operator, operands } = condition
  if (operator === 'and' || operator === 'or') return mapChildren(condition, whereTrue)
  const [first, last] = operands
  return operator === 'coalesce' && operands.length === 2 && isFalse(last!)
    ? whereTrue(first!)
    : condition
}
/**
 * A condition that is true on the same records, with what is unknown everywhere as false: such a
 * part of an `and` leaves nothing.
 */
export const unknownAsFalse = (condition: Node): Node => {
  if (condition.kind === 'value') return condition.value === null ? valueNode(false) : condition
  return condition.kind === 'call' && (condition.operator === 'and' || condition.operator === 'or')
    ? mapChildren(condition, unknownAsFalse)
    : condition
}
const isFalse = (node: Node) => node.kind === 'value' && node.value === false
