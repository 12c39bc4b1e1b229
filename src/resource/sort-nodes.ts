import { UnsortableFieldError } from '../error/no-such-name.ts'
import { type Expr, type Node, nodeOf, type SortNode } from '../expression/node.ts'
import type { ResourceInfo } from './info.ts'
import { refsOf } from './make-refs.ts'
import { nodeType } from './node-type.ts'

/** A sort key whatever resource it is for. */
export type AnySortKey =
  | string
  | {
      readonly by: (refs: never) => Expr<unknown>
      readonly direction?: 'asc' | 'desc'
      readonly nulls?: 'first' | 'last'
    }

/** Nulls come last ascending and first descending, as in Postgres. */
export const sortNode = (
  by: Node,
  direction: 'asc' | 'desc' = 'asc',
  nulls: 'first' | 'last' = direction === 'asc' ? 'last' : 'first',
): SortNode => Object.freeze({ by, direction, nulls })

const nameOf = (key: AnySortKey, i: number): string =>
  typeof key === 'object' ? `sort ${i + 1}` : key.replace(/^-/, '')

/** The trees of keys, whatever their types: of an index that need not know an order. */
export const keyNodes = (info: ResourceInfo, keys: readonly AnySortKey[] = []): SortNode[] => {
  const refs = refsOf(info)
  return keys.map((key, i) => {
    if (typeof key === 'object')
      return sortNode(nodeOf(key.by(refs as never)), key.direction, key.nulls)
    return sortNode(nodeOf(refs[nameOf(key, i)]), key.startsWith('-') ? 'desc' : 'asc')
  })
}

/** Lists, objects and vectors have no order, on any layer. */
const assertSortable = (info: ResourceInfo, by: Node, field: string): void => {
  const type = nodeType(info, by)
  if (type && !type.compare)
    throw new UnsortableFieldError({
      resource: info.name,
      field,
      reason: `a ${type.name} has no order`,
    })
}

/**
 * The trees of trusted sort keys: `'title'`, `'-createdAt'`, `{ by: ({ title }) => lower(title) }`.
 */
export const sortNodes = (info: ResourceInfo, keys: readonly AnySortKey[] = []): SortNode[] => {
  const nodes = keyNodes(info, keys)
  for (const [i, { by }] of nodes.entries()) assertSortable(info, by, nameOf(keys[i]!, i))
  return nodes
}
