import type { Node, Origin, TemplateNode } from './node.ts'
import { children, someNode } from './walk.ts'

/** A field that a tree mentions, with the whole path of relationships from the tree's root. */
export interface Mention {
  readonly path: readonly string[]
  readonly name: string
  readonly origin: Origin
}

/** The fields that a tree mentions, those inside `exists` and aggregates included. */
export const mentionedFields = (node: Node, root: readonly string[] = []): Mention[] => {
  if (node.kind === 'ref')
    return [{ path: [...root, ...node.path], name: node.name, origin: node.origin }]
  const end = node.kind === 'exists' || node.kind === 'aggregate' ? [...root, ...node.path] : root
  return children(node).flatMap((child) => mentionedFields(child, end))
}

/** Whether a tree holds a template, of this source where one is given. */
export const mentionsTemplate = (node: Node, source?: TemplateNode['source']): boolean =>
  someNode(node, (at) => at.kind === 'template' && (source === undefined || at.source === source))

/** Whether a tree depends on a record: mentions a field or follows a relationship. */
export const mentionsRecord = (node: Node): boolean =>
  someNode(node, (at) => at.kind === 'ref' || at.kind === 'exists' || at.kind === 'aggregate')
