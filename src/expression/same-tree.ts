import type { Node, SortNode } from './node.ts'

const sameList = <T>(
  left: readonly T[],
  right: readonly T[],
  same: (left: T, right: T) => boolean,
): boolean => left.length === right.length && left.every((item, i) => same(item, right[i]!))
const same = (left: unknown, right: unknown) => left === right
const sameNodes = (left: Node | undefined, right: Node | undefined): boolean =>
  left && right ? sameTree(left, right) : left === right
const sameSort = (left: SortNode, right: SortNode): boolean =>
  left.direction === right.direction && left.nulls === right.nulls && sameTree(left.by, right.by)

/**
 * Whether two trees are one condition whatever the values in them: a value node is the same as
 * itself alone, so that what holds for these trees holds for all others of their shape.
 */
export const sameTree = (left: Node, right: Node): boolean => {
  if (left === right) return true
  if (left.kind !== right.kind || left.kind === 'value') return false
  if (left.kind === 'call')
    return (
      right.kind === 'call' &&
      left.operator === right.operator &&
      sameList(left.operands, right.operands, sameTree)
    )
  const to = right as typeof left
  if (!sameList(left.path, to.path, same)) return false
  if (left.kind === 'ref') return left.name === (to as typeof left).name
  if (left.kind === 'template') return left.source === (to as typeof left).source
  const related = to as typeof left
  if (!sameNodes(left.where, related.where) || !sameNodes(left.join, related.join)) return false
  if (left.kind === 'exists') return true
  const aggregate = related as typeof left
  return (
    left.function === aggregate.function &&
    sameNodes(left.of, aggregate.of) &&
    sameList(left.sort, aggregate.sort, sameSort)
  )
}
