import type { AggregateFunction, JoinCondition, Node, SortNode } from '../expression/node.ts'
import type { RelationshipInfo, ResourceInfo } from '../resource/info.ts'
import type { Type } from '../type/type.ts'

/**
 * Plans are what the pipelines hand to a data layer: everything is decided, authorized and bound.
 * Their trees hold no templates; values are the types' own (a Date, not text); attribute names,
 * never columns.
 */
export interface ReadPlan {
  readonly resource: ResourceInfo
  readonly filter?: Node
  readonly sort: readonly SortNode[]
  readonly limit?: number
  readonly offset?: number
  /** Attributes to read; the primary key is always among them. */
  readonly select: readonly string[]
  /** Calculations, aggregates and ad hoc expressions by the name they get in the row. */
  readonly computed: Readonly<Record<string, Computed>>
  /**
   * Related records by the name they get in the row: an object or null, or a list. Limit, offset
   * and sort hold for each parent.
   */
  readonly loads: Readonly<Record<string, LoadPlan>>
  readonly lock?: 'update' | 'update-skip-locked'
}
export interface Computed {
  readonly node: Node
  readonly type: Type<unknown>
}
export interface LoadPlan {
  readonly relationship: RelationshipInfo
  /**
   * Of the destination; its filter already holds the relationship's and the policies' filters. Of a
   * to-one relationship it is asked of the one record that is meant.
   */
  readonly plan: ReadPlan
  /** What counts before the relationship is followed. */
  readonly join?: JoinCondition
}
/** Named aggregates over the records a filter leaves. */
export interface AggregatePlan {
  readonly resource: ResourceInfo
  readonly filter?: Node
  readonly aggregates: Readonly<
    Record<
      string,
      { readonly function: AggregateFunction; readonly of?: Node; readonly type: Type<unknown> }
    >
  >
}
export interface CreatePlan {
  readonly resource: ResourceInfo
  /** Attribute values, one record each; every record has the same keys. */
  readonly records: readonly Readonly<Record<string, unknown>>[]
  readonly upsert?: Upsert
}
/** What happens to the stored record that has a new one's identity. */
export interface Upsert {
  readonly identity: readonly string[]
  /** Attributes that take the new record's values. */
  readonly fields: readonly string[]
  /** New values as trees over the stored record. */
  readonly set?: Readonly<Record<string, Node>>
  /** The same, for what goes with a change and makes none by itself, such as its time. */
  readonly touch?: Readonly<Record<string, Node>>
  /** Which stored records are changed; the others stay, and no row is given back for them. */
  readonly filter?: Node
  /** Leaves a stored record alone that has the values already. */
  readonly unlessSame?: boolean
}
export interface UpdatePlan {
  readonly resource: ResourceInfo
  readonly filter: Node
  /** New values as trees over the stored record. */
  readonly set: Readonly<Record<string, Node>>
}
export interface DestroyPlan {
  readonly resource: ResourceInfo
  readonly filter: Node
}

export type DataRow = Record<string, unknown>

/**
 * One way in to the storage: outside a transaction each call commits by itself, unless its rows
 * cannot be read back: then it changes nothing.
 */
export interface DataConnection {
  /** The rows, with values loaded by their types. */
  read(plan: ReadPlan): Promise<DataRow[]>
  aggregate(plan: AggregatePlan): Promise<DataRow>
  /**
   * All attributes of the new rows, in the order of the records; rows of an upsert carry
   * `[inserted]`, and those that it leaves alone are missing. Rejects with `IdentityTaken` and its
   * like.
   */
  create(plan: CreatePlan): Promise<DataRow[]>
  /**
   * The changed rows with all attributes; [] where the filter leaves none. Outside a transaction a
   * row that cannot be read back may be left out.
   */
  update(plan: UpdatePlan): Promise<DataRow[]>
  /** The removed rows with all attributes. */
  destroy(plan: DestroyPlan): Promise<DataRow[]>
  /**
   * Commits when `work` resolves, rolls back when it rejects. Inside a transaction: a savepoint. A
   * call on any connection of the layer from within `work` is part of it. After a failed statement
   * it takes nothing more and cannot commit.
   */
  transaction<T>(work: (connection: DataConnection) => Promise<T>): Promise<T>
  /**
   * Whether a call now would be part of a transaction, its own or the one that is open around the
   * call.
   */
  readonly inTransaction: boolean
  /**
   * Plain SQL on the same connection and transaction, for extensions that live in the same
   * database; absent where there is no SQL.
   */
  readonly sql?: SqlConnection
}
export interface SqlConnection {
  /**
   * Values come back alike from every driver: numbers, booleans, parsed JSON, `Date` for
   * `timestamptz`; other types as text. Name the types of parameters (`$1::uuid`); a JavaScript
   * array is a Postgres array, so JSON lists go as JSON text.
   */
  query(
    text: string,
    parameters?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Record<string, unknown>[]; readonly affected: number }>
}

/** What a data layer can do beyond the contract; asked before a feature that needs it. */
export type Capability = 'transactions' | 'sql' | 'vector-index' | 'concurrent-connections'

/**
 * A table that was made for a resource, and that no resource of this application has: another
 * program's, or a former one's.
 */
export interface StorageWarning {
  readonly code: 'table_without_resource'
  readonly table: string
  readonly message: string
  /**
   * Whether tables were created at the same time: perhaps a resource was renamed without
   * `renamedFrom`.
   */
  readonly grave: boolean
}

/** Learns what a storage does, in development. */
export interface StorageWatch {
  /** The statements of a migration, once it holds. */
  migrated(statements: readonly string[]): void
  /**
   * A statement, without its values, and how long it took; waiting for a connection is part of
   * that.
   */
  queried(statement: string, milliseconds: number): void
}

export interface DataLayer {
  /** `memory`, `pglite`, `postgres`. */
  readonly name: string
  can(capability: Capability): boolean
  readonly connection: DataConnection
  /**
   * Connects, and brings tables to the resources' shape. Rejects with one clear line when nobody
   * answers.
   */
  open(
    resources: readonly ResourceInfo[],
    warn?: (warning: StorageWarning) => void,
    watch?: StorageWatch,
  ): Promise<void>
  close(): Promise<void>
  /**
   * Listens to a channel of SQL's `notify` until the returned function is called. Absent if there
   * is no SQL.
   */
  listen?(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
}

/**
 * On the rows that an upsert returns: true if the record is new, false if a stored one was changed.
 */
export const inserted: unique symbol = Symbol.for('ashlar.inserted')
