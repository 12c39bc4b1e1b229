import { NoSuchFieldError } from '../../../error/no-such-name.ts'
import type { Node } from '../../../expression/node.ts'
import type { AttributeInfo, RelationshipInfo, ResourceInfo } from '../../../resource/info.ts'
import { isUnique } from '../../foreign-key.ts'
import type { Compilation } from './compilation.ts'
import { columnStorage, type Fragment, fragment } from './fragment.ts'
import { type SelectParts, selectSql } from './select.ts'
import { sql, type Sql } from './sql.ts'

interface Join {
  readonly alias: string
  readonly table: Sql
  on: Sql
}

/** How the records of a scope are come by. */
export interface JoinReach {
  /** Whether a caller's condition asks about them. */
  readonly fromCaller: boolean
  /**
   * Whether several records of the query may lead to one of them, so that what is asked of it is
   * asked again and again.
   */
  readonly repeats: boolean
}
const ofStatement: JoinReach = { fromCaller: false, repeats: false }

/**
 * A table in a query under its alias. A scope with `joins` may bring to-one relationships in as
 * joins, each path once; one without uses subqueries.
 */
export class QueryScope {
  readonly compilation: Compilation
  readonly info: ResourceInfo
  readonly alias: string
  readonly joins: Map<string, Join> | undefined
  readonly reach: JoinReach
  readonly #prefix: string
  readonly #beside: QueryScope[] = []
  constructor(
    compilation: Compilation,
    info: ResourceInfo,
    joins: Map<string, Join> | undefined,
    alias = compilation.alias(),
    prefix = '',
    reach = ofStatement,
  ) {
    this.compilation = compilation
    this.info = info
    this.joins = joins
    this.alias = alias
    this.reach = reach
    this.#prefix = prefix
  }
  /** The same table, but nothing may be joined to it. */
  get closed(): QueryScope {
    return this.joins
      ? new QueryScope(this.compilation, this.info, undefined, this.alias, '', this.reach)
      : this
  }
  /** Whether records of this query may lead to the same ones through a relationship. */
  repeatsThrough({ sourceAttribute }: RelationshipInfo): boolean {
    return this.reach.repeats || !isUnique(this.info, sourceAttribute)
  }
  /**
   * Another table of the same query; what it has to do with this one is a condition of the query.
   */
  beside(info: ResourceInfo): QueryScope {
    const scope = new QueryScope(this.compilation, info, undefined)
    this.#beside.push(scope)
    return scope
  }
  /** Joins a to-one relationship, or returns the existing join; `on` says how, the first time. */
  joined(relationship: RelationshipInfo, on: (joined: QueryScope) => Sql): QueryScope {
    const path = `${this.#prefix}${relationship.name}.`
    const { destination } = relationship
    const existing = this.joins!.get(path)
    const reach = { ...this.reach, repeats: this.repeatsThrough(relationship) }
    const scope = new QueryScope(
      this.compilation,
      destination,
      this.joins,
      existing?.alias,
      path,
      reach,
    )
    if (!existing) {
      const join: Join = { alias: scope.alias, table: tableSql(scope), on: sql`true` }
      this.joins!.set(path, join)
      join.on = on(scope.closed)
    }
    return scope
  }
  /**
   * Joins a query that has at most one row for each record; `on` says which, by the query's alias.
   */
  joinedQuery(query: Sql, on: (alias: string) => Sql): string {
    const alias = this.compilation.alias()
    this.joins!.set(alias, { alias, table: sql`(${query}) as ${sql.id(alias)}`, on: on(alias) })
    return alias
  }

  expression(node: Node, place: ValuePlace = {}): Fragment {
    return this.compilation.express(node, this, place)
  }
  condition(node: Node): Sql {
    const { sql: condition, storage } = this.expression(node, { like: { storage: 'boolean' } })
    // What is neither true nor false is unknown; a cast would raise.
    return storage === 'boolean' ? condition : sql`null::boolean`
  }
  column({ column, type }: AttributeInfo): Fragment {
    return fragment(
      sql`${sql.id(this.alias, column)}`,
      columnStorage(type.storage, this.compilation.dialect),
      type,
    )
  }
  attribute(name: string): AttributeInfo {
    const attribute = this.info.attributes.get(name)
    if (!attribute) throw this.unknown(name)
    return attribute
  }
  relationship(name: string): RelationshipInfo {
    const relationship = this.info.relationships.get(name)
    if (!relationship) throw this.unknown(name)
    return relationship
  }
  unknown(name: string): NoSuchFieldError {
    return new NoSuchFieldError({ resource: this.info.name, field: name })
  }

  /**
   * A query over this table and all that its clauses have joined to it. There is no other way to
   * its `from`.
   */
  select(parts: SelectParts): Sql {
    return selectSql(
      sql`from ${tableSql(this)}${this.#joins([...(this.joins?.values() ?? [])])}`,
      parts,
    )
  }
  /**
   * Whether a condition holds on what it has joined, without this table itself: the first of it
   * hangs on this table.
   */
  existsJoined(condition: Sql): Sql {
    const [first, ...rest] = this.joins!.values()
    const from = sql`from ${first!.table}${this.#joins(rest)}`
    return sql`exists (${selectSql(from, { columns: sql`1`, where: sql`(${first!.on} and ${condition})` })})`
  }
  #joins(joins: readonly Join[]): Sql {
    const leftJoins = joins.map(({ table, on }) => sql` left join ${table} on ${on}`)
    return sql.join(
      [...leftJoins, ...this.#beside.map((scope) => sql`, ${tableSql(scope)}`)],
      sql``,
    )
  }
}

const tableSql = ({ info, alias }: { readonly info: ResourceInfo; readonly alias: string }): Sql =>
  sql`${sql.id(info.table)} as ${sql.id(alias)}`

/** A table of its own query. */
export const rootScope = (
  compilation: Compilation,
  info: ResourceInfo,
  reach?: JoinReach,
): QueryScope => new QueryScope(compilation, info, new Map(), undefined, undefined, reach)

/** What the place of an expression says about it. */
export interface ValuePlace {
  /** What its value is compared with, assigned to or listed among. */
  readonly like?: Pick<Fragment, 'storage' | 'type'>
  /** An order key that an index may serve, where an unknown distance may count as the largest. */
  readonly indexable?: boolean
}
