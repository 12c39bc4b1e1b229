import type { Node } from './node.ts'
import { mapChildren } from './walk.ts'

/** Moves a tree that is rooted at the end of a path of to-one relationships to the path's start: `name` under `['author']` becomes `author.name`. */
export const rebase = (node: Node, path: readonly string[]): Node => {
  if (!path.length) return node
  switch (node.kind) {
    case 'ref':
    case 'exists':
    case 'aggregate':
      return Object.freeze({ ...node, path: Object.freeze([...path, ...node.path]) })
    case 'call':
      return mapChildren(node, (child) => rebase(child, path))
    case 'value':
    case 'template':
      return node
    default:
      return node satisfies never
  }
}
