import { type Expr, type Node, nodeOf, type SortNode } from '../expression/node.ts'
import { UnsortableField } from '../error/unsortable-field.ts'
import type { ResourceInfo } from './info.ts'
import { refsOf } from './make-refs.ts'
import { nodeType } from './node-type.ts'

/** A sort key whatever resource it is for. */
export type AnySortKey = string | { readonly by: (refs: never) => Expr<unknown>; readonly direction?: 'asc' | 'desc'; readonly nulls?: 'first' | 'last' }

/** Nulls come last ascending and first descending, as in Postgres. */
export const sortNode = (by: Node, direction: 'asc' | 'desc' = 'asc', nulls: 'first' | 'last' = direction === 'asc' ? 'last' : 'first'): SortNode =>
  Object.freeze({ by, direction, nulls })

/** Lists, objects and vectors have no order, on any layer. */
const sortable = (info: ResourceInfo, by: Node, field: string): Node => {
  const type = nodeType(info, by)
  if (type && !type.compare) throw new UnsortableField({ resource: info.name, field, reason: `a ${type.name} has no order` })
  return by
}

/** The trees of trusted sort keys: `'title'`, `'-createdAt'`, `{ by: ({ title }) => lower(title) }`. */
export const sortNodes = (info: ResourceInfo, keys: readonly AnySortKey[] = []): SortNode[] => {
  const refs = refsOf(info)
  return keys.map((key, i) => {
    if (typeof key === 'object') return sortNode(sortable(info, nodeOf(key.by(refs as never)), `sort ${i + 1}`), key.direction, key.nulls)
    const descending = key.startsWith('-')
    const name = descending ? key.slice(1) : key
    return sortNode(sortable(info, nodeOf(refs[name]), name), descending ? 'desc' : 'asc')
  })
}
