import type { Expr } from '../expression/node.ts'

export interface RelationshipOptions {
  /** The attribute on this resource. Default: `<name>Id` for belongsTo, the primary key otherwise. */
  readonly source?: string
  /** The attribute on the destination. Default: its primary key for belongsTo, else the one its inverse belongsTo uses, else `<resource>Id`. */
  readonly destination?: string
  /** Always applied, rooted at the destination. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the destination is known only where the relationship is read
  readonly filter?: (refs: any) => Expr<boolean>
  readonly sort?: readonly string[]
  /** May be loaded and filtered on across an interface. */
  readonly public?: boolean
  readonly description?: string
}
export interface BelongsToOptions extends RelationshipOptions {
  /** A key that a write sets must name a record that the actor may read; any other is refused like a missing one. Default: false. */
  readonly readable?: boolean
}
export interface ManyToManyOptions<J> extends RelationshipOptions {
  /** The join resource. */
  readonly through: () => J
  /** The join resource's attribute that holds this resource's key. */
  readonly sourceOnJoin?: string
  /** The join resource's attribute that holds the destination's key. */
  readonly destinationOnJoin?: string
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

/** This record holds the other's key: `author: belongsTo(() => User)` with the attribute `authorId`. */
export const belongsTo = <D>(
  destination: () => D,
  options: BelongsToOptions = {},
): BelongsTo<D> => ({ kind: 'belongsTo', destination, options })
/** One other record holds this one's key. */
export const hasOne = <D>(destination: () => D, options: RelationshipOptions = {}): HasOne<D> => ({
  kind: 'hasOne',
  destination,
  options,
})
/** Other records hold this one's key: `posts: hasMany(() => Post)`. */
export const hasMany = <D>(
  destination: () => D,
  options: RelationshipOptions = {},
): HasMany<D> => ({ kind: 'hasMany', destination, options })
/** Records joined by a resource that belongs to both: `tags: manyToMany(() => Tag, { through: () => PostTag })`. */
export const manyToMany = <D, J>(
  destination: () => D,
  options: ManyToManyOptions<J>,
): ManyToMany<D> => ({ kind: 'manyToMany', destination, options })
