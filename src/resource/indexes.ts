import type { Expr, Node } from '../expression/node.ts'
import { mentionedFields } from '../expression/paths.ts'
import { lazyObject } from '../text/lazy.ts'
import type { IndexInfo, ResourceInfo } from './info.ts'
import { conditionNode, refsOf } from './make-refs.ts'
import type { Refs } from './refs.ts'
import type { AttributesOf } from './resource.ts'
import { type AnySortKey, keyNodes } from './sort-nodes.ts'

type AttributeName<X> = keyof AttributesOf<X> & string

/**
 * `'name'` ascending, `'-madeAt'` descending; or an expression over the record's own attributes.
 */
export type IndexKey<X> =
  | AttributeName<X>
  | `-${AttributeName<X>}`
  | {
      readonly by: (refs: Refs<X>) => Expr<unknown>
      readonly direction?: 'asc' | 'desc'
      readonly nulls?: 'first' | 'last'
    }

/**
 * Postgres' kinds of index: `btree` for order and equality, `gin` for elements of lists, `hash` for
 * equality, `brin` for large tables in the order of a value.
 */
export type IndexMethod = 'btree' | 'gin' | 'hash' | 'brin'

export interface IndexOptions<X> {
  /**
   * No two records of the index have the same keys. Default false. On every data layer; a record
   * that has them already is `already_taken`.
   */
  readonly unique?: boolean
  /** Only the records for which it is true are in the index, and unique. */
  readonly where?: (refs: Refs<X>) => Expr<boolean>
  /** Default `btree`. */
  readonly method?: IndexMethod
  /** Of a unique index: false where two nulls are equal. Default true, as in SQL. */
  readonly nullsDistinct?: boolean
  /** Of a unique index, reading on from the field's name. Default: "has already been taken". */
  readonly message?: string
}
export interface Index {
  readonly kind: 'index'
  readonly keys: readonly AnySortKey[]
  // oxlint-disable-next-line typescript/no-explicit-any -- the resource's own refs, checked where it was declared
  readonly options: IndexOptions<any>
}

/**
 * An index on the resource's table. Primary keys, identities and the keys that relationships follow
 * have one without being asked. Data layers other than SQL use `unique` only.
 *
 * @example
 * static indexes = {
 *   latest: index(Post, ['-createdAt']),
 *   drafts: index(Post, ['authorId'], { where: ({ status }) => eq(status, 'draft') }),
 *   tags: index(Post, ['tags'], { method: 'gin' }),
 *   slug: index(Post, [{ by: ({ slug }) => lower(slug) }], { unique: true }),
 * }
 */
export const index = <X>(
  _resource: X,
  keys: readonly IndexKey<X>[],
  options: IndexOptions<X> = {},
): Index => ({
  kind: 'index',
  keys,
  options,
})

const mentioned = (nodes: readonly (Node | undefined)[]): string[] => [
  ...new Set(nodes.flatMap((node) => (node ? mentionedFields(node).map(({ name }) => name) : []))),
]

export const indexInfo = (
  info: ResourceInfo,
  name: string,
  { keys, options }: Index,
): IndexInfo => {
  const result: IndexInfo = lazyObject<IndexInfo>({
    name: () => name,
    keys: () => keyNodes(info, keys),
    where: () =>
      options.where &&
      conditionNode(options.where, refsOf(info), {
        resource: info.name,
        path: ['indexes', name, 'where'],
      }),
    unique: () => options.unique === true,
    nullsDistinct: () => options.nullsDistinct ?? true,
    method: () => options.method ?? 'btree',
    message: () => options.message ?? 'has already been taken',
    fields: () => mentioned(result.keys.map(({ by }) => by)),
  })
  return result
}

export interface IdentityOptions {
  /** False: two nulls are equal. Default true, as in SQL. */
  readonly nullsDistinct?: boolean
  /** Default: "has already been taken". */
  readonly message?: string
}
export interface Identity {
  readonly kind: 'identity'
  readonly keys: readonly string[]
  readonly options: IdentityOptions
}
/**
 * Attributes that together are unique: `static identities = { email: identity(User, ['email']) }`.
 */
export const identity = <X extends { readonly attributes: object }>(
  _resource: X,
  keys: readonly (keyof X['attributes'] & string)[],
  options: IdentityOptions = {},
): Identity => ({ kind: 'identity', keys, options })
