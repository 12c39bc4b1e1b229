import type { AggregateFunction, Node, SortNode } from '../expression/node.ts'
import type { AnyField } from '../type/field.ts'
import type { Type } from '../type/type.ts'
import type { AnyResource } from './resource.ts'

/**
 * Introspection: what everything derived reads, never the declaration. Built once for each resource
 * class by `resourceInfo(resource)`; thunks (destinations, expressions) are resolved on first use,
 * so that it can be built before all files are loaded.
 */
export interface ResourceInfo {
  readonly name: string
  readonly resource: AnyResource
  readonly table: string
  /** Former names, of the resource or its table. */
  readonly renamedFrom: readonly string[]
  readonly description: string | undefined
  readonly primaryKey: readonly string[]
  readonly attributes: ReadonlyMap<string, AttributeInfo>
  readonly relationships: ReadonlyMap<string, RelationshipInfo>
  readonly calculations: ReadonlyMap<string, CalculationInfo>
  readonly aggregates: ReadonlyMap<string, AggregateInfo>
  readonly identities: ReadonlyMap<string, IdentityInfo>
  readonly indexes: ReadonlyMap<string, IndexInfo>
}
export interface AttributeInfo {
  readonly name: string
  readonly column: string
  readonly field: AnyField
  readonly type: Type<unknown>
  readonly nullable: boolean
  readonly primaryKey: boolean
  readonly public: boolean
  readonly sensitive: boolean
  readonly writable: boolean
  readonly generated: boolean
  readonly selectedByDefault: boolean
  readonly description: string | undefined
  /** Former names, of the attribute or its column. */
  readonly renamedFrom: readonly string[]
}
export interface RelationshipInfo {
  readonly name: string
  readonly kind: 'belongsTo' | 'hasOne' | 'hasMany' | 'manyToMany'
  readonly many: boolean
  /** A key that a write sets must name a record that the actor may read. */
  readonly readable: boolean
  readonly public: boolean
  readonly description: string | undefined
  readonly destination: ResourceInfo
  /** Attribute names. For manyToMany: of the two ends; the join's are in `through`. */
  readonly sourceAttribute: string
  readonly destinationAttribute: string
  readonly through:
    | {
        readonly resource: ResourceInfo
        readonly sourceAttribute: string
        readonly destinationAttribute: string
      }
    | undefined
  /** Rooted at the destination. */
  readonly filter: Node | undefined
  readonly sort: readonly SortNode[]
}
export interface CalculationInfo {
  readonly name: string
  readonly type: Type<unknown>
  readonly public: boolean
  readonly description: string | undefined
  readonly node: Node
}
export interface AggregateInfo {
  readonly name: string
  readonly function: AggregateFunction
  readonly type: Type<unknown>
  readonly public: boolean
  readonly description: string | undefined
  /** An aggregate or exists node rooted at this resource. */
  readonly node: Node
}
export interface IndexInfo {
  readonly name: string
  /** Over the record's own attributes. */
  readonly keys: readonly SortNode[]
  /** Which records are in it; all where it is absent. */
  readonly where: Node | undefined
  readonly unique: boolean
  readonly nullsDistinct: boolean
  readonly method: 'btree' | 'gin' | 'hash' | 'brin'
  readonly message: string
  /** The attributes that the keys mention. */
  readonly fields: readonly string[]
}
export interface IdentityInfo {
  readonly name: string
  readonly keys: readonly string[]
  readonly nullsDistinct: boolean
  readonly message: string
}
