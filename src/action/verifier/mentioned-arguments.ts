import type { Node } from '../../expression/node.ts'
import { children } from '../../expression/walk.ts'

/** The names of the arguments that a tree mentions. */
export const mentionedArguments = (node: Node): string[] => {
  if (node.kind === 'template') return node.source === 'argument' && node.path[0] !== undefined ? [node.path[0]] : []
  return children(node).flatMap(mentionedArguments)
}
