import type { Node, Origin, TemplateNode } from './node.ts'
import { children, mapChildren, someNode } from './walk.ts'

/** A field that a tree mentions, with the whole path of relationships from the tree's root. */
export interface Mention {
  readonly path: readonly string[]
  readonly name: string
  readonly origin: Origin
}
/** A path of relationships that a tree follows, from its root. */
export interface FollowedPath {
  readonly path: readonly string[]
  readonly origin: Origin
}

/** The fields that a tree mentions, those inside `exists` and aggregates included. */
export const mentionedFields = (node: Node): Mention[] =>
  collect(node, [], (at, path) => (at.kind === 'ref' ? { path: [...path, ...at.path], name: at.name, origin: at.origin } : undefined))

/** The relationship paths that a tree follows, each once for each origin. Of `a.b.c` only that path is given, not `a` and `a.b`. */
export const followedPaths = (node: Node): FollowedPath[] => {
  const found = collect(node, [], (at, path) =>
    'path' in at && at.kind !== 'template' && at.path.length ? { path: [...path, ...at.path], origin: at.origin } : undefined,
  )
  return [...new Map(found.map((followed) => [`${followed.origin}:${followed.path.join('.')}`, followed])).values()]
}

const collect = <T>(node: Node, path: readonly string[], pick: (node: Node, path: readonly string[]) => T | undefined): T[] => {
  const own = pick(node, path)
  const root = node.kind === 'exists' || node.kind === 'aggregate' ? [...path, ...node.path] : path
  return [...(own === undefined ? [] : [own]), ...children(node).flatMap((child) => collect(child, root, pick))]
}

/** Whether a tree holds a template, of this source where one is given. */
export const mentionsTemplate = (node: Node, source?: TemplateNode['source']): boolean =>
  someNode(node, (at) => at.kind === 'template' && (source === undefined || at.source === source))

/** Whether a tree depends on a record: mentions a field or follows a relationship. */
export const mentionsRecord = (node: Node): boolean => someNode(node, (at) => at.kind === 'ref' || at.kind === 'exists' || at.kind === 'aggregate')

/** The tree with all its references marked as a caller's: they reach public fields only and are authorized along their paths. */
export const markInput = (node: Node): Node => {
  const marked = mapChildren(node, markInput)
  return 'origin' in marked && marked.origin !== 'input' ? Object.freeze({ ...marked, origin: 'input' }) : marked
}
