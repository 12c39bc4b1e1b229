import { type Expr, type Node, nodeOf, type SortNode } from '../expression/node.ts'
import type { ResourceInfo } from './info.ts'
import { refsOf } from './make-refs.ts'

/** A sort key whatever resource it is for. */
export type AnySortKey = string | { readonly by: (refs: never) => Expr<unknown>; readonly direction?: 'asc' | 'desc'; readonly nulls?: 'first' | 'last' }

/** Nulls come last ascending and first descending, as in Postgres. */
export const sortNode = (by: Node, direction: 'asc' | 'desc' = 'asc', nulls: 'first' | 'last' = direction === 'asc' ? 'last' : 'first'): SortNode =>
  Object.freeze({ by, direction, nulls })

/** The trees of trusted sort keys: `'title'`, `'-createdAt'`, `{ by: ({ title }) => lower(title) }`. */
export const sortNodes = (info: ResourceInfo, keys: readonly AnySortKey[] = []): SortNode[] => {
  const refs = refsOf(info)
  return keys.map((key) => {
    if (typeof key === 'object') return sortNode(nodeOf(key.by(refs as never)), key.direction, key.nulls)
    const descending = key.startsWith('-')
    return sortNode(nodeOf(refs[descending ? key.slice(1) : key]), descending ? 'desc' : 'asc')
  })
}
