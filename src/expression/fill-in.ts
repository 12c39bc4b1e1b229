import { type Node, valueNode } from './node.ts'
import { mapChildren } from './walk.ts'

/** The tree with the known attributes of the record as values, not simplified. Attributes of related records stay. */
export const fillIn = (node: Node, known: Readonly<Record<string, unknown>>): Node => {
  if (node.kind === 'ref') return node.path.length === 0 && Object.hasOwn(known, node.name) ? valueNode(known[node.name] ?? null) : node
  return node.kind === 'call' ? mapChildren(node, (child) => fillIn(child, known)) : node
}
