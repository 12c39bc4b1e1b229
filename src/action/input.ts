import type { Json } from '../type/type.ts'

/**
 * A caller's filter, as plain JSON: `{ status: 'published', author: { name: { startsWith: 'A' } }, or: [...] }`.
 * A bare value means `eq`. Public fields only; every reference is marked as input and authorized.
 */
export interface FilterInput {
  readonly [fieldOrConnective: string]: Json
}
/** A caller's order: `['title', '-author.name']`, public sortable fields only, through to-one relationships too. */
export type SortInput = readonly string[]
