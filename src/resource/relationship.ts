import type { Expr } from '../expression/node.ts'
import type { AttributeRefs } from './refs.ts'
import type { AttributesOf } from './resource.ts'

type AttributeName<X> = keyof AttributesOf<X> & string

export interface RelationshipOptions<D = unknown> {
  /**
   * The attribute on this resource. Default: `<name>Id` for belongsTo, the primary key otherwise.
   */
  readonly source?: string
  /**
   * The attribute on the destination. Default: its primary key for belongsTo, else the one its
   * inverse belongsTo uses, else `<resource>Id`.
   */
  readonly destination?: AttributeName<D>
  /**
   * Always applied, rooted at the destination. What follows its relationships states its parameter:
   * `(refs: Refs<typeof Comment>) => …`.
   */
  filter?(refs: AttributeRefs<D>): Expr<boolean>
  readonly sort?: readonly (AttributeName<D> | `-${AttributeName<D>}`)[]
  /** May be loaded and filtered on across an interface. */
  readonly public?: boolean
  readonly description?: string
}
export interface BelongsToOptions<D = unknown> extends RelationshipOptions<D> {
  /**
   * A key that a write sets must name a record that the actor may read; any other is refused like a
   * missing one. Default: false.
   */
  readonly readable?: boolean
}
export interface ManyToManyOptions<J, D = unknown> extends RelationshipOptions<D> {
  /** The join resource. */
  readonly through: () => J
  /** The join resource's attribute that holds this resource's key. */
  readonly sourceOnJoin?: AttributeName<J>
  /** The join resource's attribute that holds the destination's key. */
  readonly destinationOnJoin?: AttributeName<J>
}

interface Related<Kind extends string, D> {
  readonly kind: Kind
  readonly destination: () => D
  readonly options: RelationshipOptions
}
export interface BelongsTo<D> extends Related<'belongsTo', D> {
  readonly options: BelongsToOptions
}
export interface HasOne<D> extends Related<'hasOne', D> {}
export interface HasMany<D> extends Related<'hasMany', D> {}
export interface ManyToMany<D> extends Related<'manyToMany', D> {
  readonly options: ManyToManyOptions<unknown>
}
export type AnyRelationship =
  | BelongsTo<unknown>
  | HasOne<unknown>
  | HasMany<unknown>
  | ManyToMany<unknown>
export type ToOne<D> = BelongsTo<D> | HasOne<D>
export type ToMany<D> = HasMany<D> | ManyToMany<D>

/**
 * This record holds the other's key: `author: belongsTo(() => User)` with the attribute `authorId`.
 */
export const belongsTo = <D>(
  destination: () => D,
  options: BelongsToOptions<NoInfer<D>> = {},
): BelongsTo<D> => ({ kind: 'belongsTo', destination, options })
/** One other record holds this one's key. */
export const hasOne = <D>(
  destination: () => D,
  options: RelationshipOptions<NoInfer<D>> = {},
): HasOne<D> => ({
  kind: 'hasOne',
  destination,
  options,
})
/** Other records hold this one's key: `posts: hasMany(() => Post)`. */
export const hasMany = <D>(
  destination: () => D,
  options: RelationshipOptions<NoInfer<D>> = {},
): HasMany<D> => ({ kind: 'hasMany', destination, options })
/**
 * Records joined by a resource that belongs to both: `tags: manyToMany(() => Tag, { through: () =>
 * PostTag })`.
 */
export const manyToMany = <D, J>(
  destination: () => D,
  options: ManyToManyOptions<J, NoInfer<D>>,
): ManyToMany<D> => ({ kind: 'manyToMany', destination, options })
