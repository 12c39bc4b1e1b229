import { call, type Node, type SortNode } from './node.ts'

const mapped = <T>(items: readonly T[], change: (item: T) => T): readonly T[] => {
  const changed = items.map(change)
  return changed.some((item, i) => item !== items[i]) ? Object.freeze(changed) : items
}

/** The node with each child replaced; itself where none changed. */
export const mapChildren = (node: Node, change: (child: Node) => Node): Node => {
  switch (node.kind) {
    case 'value':
    case 'ref':
    case 'template':
      return node
    case 'call': {
      const operands = mapped(node.operands, change)
      return operands === node.operands ? node : call(node.operator, ...operands)
    }
    case 'exists': {
      const where = node.where && change(node.where)
      return where === node.where ? node : Object.freeze({ ...node, where })
    }
    case 'aggregate': {
      const where = node.where && change(node.where)
      const of = node.of && change(node.of)
      const sort = mapped(node.sort, (key) => mapSort(key, change))
      return where === node.where && of === node.of && sort === node.sort
        ? node
        : Object.freeze({ ...node, where, of, sort })
    }
    default:
      return node satisfies never
  }
}
const mapSort = (key: SortNode, change: (child: Node) => Node): SortNode => {
  const by = change(key.by)
  return by === key.by ? key : Object.freeze({ ...key, by })
}

/**
 * The node's direct children. Those of `exists` and aggregates are rooted at the end of their path.
 */
export const children = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'value':
    case 'ref':
    case 'template':
      return []
    case 'call':
      return node.operands
    case 'exists':
      return node.where ? [node.where] : []
    case 'aggregate':
      return [node.of, node.where, ...node.sort.map(({ by }) => by)].filter(
        (child) => child !== undefined,
      )
    default:
      return node satisfies never
  }
}

/** The conditions that all have to hold for a condition to hold; none where there is none. */
export const conjuncts = (node: Node | undefined): readonly Node[] => {
  if (!node) return []
  return node.kind === 'call' && node.operator === 'and' ? node.operands.flatMap(conjuncts) : [node]
}

/** Whether the node or one below it fits. */
export const someNode = (node: Node, fits: (node: Node) => boolean): boolean =>
  fits(node) || children(node).some((child) => someNode(child, fits))
