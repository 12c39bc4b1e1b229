import { call, type Node, type Operator, valueNode } from '../expression/node.ts'
import { someNode } from '../expression/walk.ts'

const isTrue = (node: Node) => node.kind === 'value' && node.value === true
const isNever = (node: Node) => node.kind === 'value' && (node.value === false || node.value === null)

export const alwaysFalse = valueNode(false)

/** All of the conditions; undefined where there is none, false where one is false. */
export const conjunction = (...conditions: readonly (Node | undefined)[]): Node | undefined => {
  const wanted = conditions.filter((node): node is Node => node !== undefined && !isTrue(node))
  if (wanted.some(isNever)) return alwaysFalse
  return wanted.length > 1 ? call('and', ...wanted) : wanted[0]
}

/** Whether a filter leaves nothing whatever the data, so that nobody need be asked. */
export const leavesNothing = (filter: Node | undefined): boolean => filter !== undefined && isNever(filter)

/** Operators that have a value on all operands, so that they may be asked of any record. */
const total = new Set<Operator>([
  'and',
  'or',
  'not',
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'isNull',
  'isDistinctFrom',
  'coalesce',
  'if',
  'now',
  'lower',
  'upper',
  'trim',
  'length',
  'contains',
  'startsWith',
  'endsWith',
  'has',
  'intersects',
  'size',
])
/** Whether a tree may fail on some record (overflow, a derived field of which nothing is known here). */
const mayFail = (node: Node): boolean =>
  someNode(node, (at) => (at.kind === 'call' && !total.has(at.operator)) || at.kind === 'aggregate' || (at.kind === 'ref' && at.path.length > 0))

/** All of the conditions, each asked of those records only that fulfil the ones before it, where asking could fail: an error would tell of a record that is not to be seen. */
export const inOrder = (...conditions: readonly (Node | undefined)[]): Node | undefined =>
  conditions.reduce<Node | undefined>(
    (before, next) => conjunction(before, before && next && mayFail(next) ? call('if', before, next, alwaysFalse) : next),
    undefined,
  )
