import { type Node, refNode } from '../expression/node.ts'
import { mapChildren } from '../expression/walk.ts'
import type { ResourceInfo } from '../resource/info.ts'

/**
 * `author.id` as `authorId`: the key of what a record belongs to is the record's own attribute, so no other record is needed to know it.
 * Holds for what is stored, where a key always names a record.
 */
export const localKeys = (info: ResourceInfo, node: Node): Node => {
  if (node.kind === 'exists' || node.kind === 'aggregate') return node
  if (node.kind !== 'ref' || node.path.length !== 1) return mapChildren(node, (child) => localKeys(info, child))
  const relationship = info.relationships.get(node.path[0]!)
  const own = relationship?.kind === 'belongsTo' && !relationship.filter && relationship.destinationAttribute === node.name
  return own ? refNode([], relationship.sourceAttribute, node.origin) : node
}

const known = new WeakMap<Node, Node>()
/** The same for a tree that comes again and again. */
export const rememberedKeys = (info: ResourceInfo, node: Node): Node => {
  const made = known.get(node) ?? localKeys(info, node)
  known.set(node, made)
  return made
}
