import { NoSuchFieldError } from '../../../error/no-such-name.ts'
import type { Node } from '../../../expression/node.ts'
import type { AttributeInfo, RelationshipInfo, ResourceInfo } from '../../../resource/info.ts'
import type { Compilation } from './compilation.ts'
import { columnStorage, type Fragment, fragment } from './fragment.ts'
import { sql, type Sql } from './sql.ts'

interface Join {
  readonly alias: string
  readonly relationship: RelationshipInfo
  on: Sql
}

/** A table in a query under its alias. A scope with `joins` may bring to-one relationships in as joins, each path once; one without uses subqueries. */
export class QueryScope {
  readonly compilation: Compilation
  readonly info: ResourceInfo
  readonly alias: string
  readonly joins: Map<string, Join> | undefined
  readonly #prefix: string
  readonly #beside: QueryScope[] = []
  constructor(
    compilation: Compilation,
    info: ResourceInfo,
    joins: Map<string, Join> | undefined,
    alias = compilation.alias(),
    prefix = '',
  ) {
    this.compilation = compilation
    this.info = info
    this.joins = joins
    this.alias = alias
    this.#prefix = prefix
  }
  /** The same table, but nothing may be joined to it. */
  get closed(): QueryScope {
    return this.joins ? new QueryScope(this.compilation, this.info, undefined, this.alias) : this
  }
  /** Another table of the same query; what it has to do with this one is a condition of the query. */
  beside(info: ResourceInfo): QueryScope {
    const scope = new QueryScope(this.compilation, info, undefined)
    this.#beside.push(scope)
    return scope
  }
  /** Joins a to-one relationship, or gives the join that is there; `on` says how, at the first time. */
  joined(relationship: RelationshipInfo, on: (joined: QueryScope) => Sql): QueryScope {
    const path = `${this.#prefix}${relationship.name}.`
    const known = this.joins!.get(path)
    const scope = new QueryScope(
      this.compilation,
      relationship.destination,
      this.joins,
      known?.alias,
      path,
    )
    if (!known) {
      const join: Join = { alias: scope.alias, relationship, on: sql`true` }
      this.joins!.set(path, join)
      join.on = on(scope.closed)
    }
    return scope
  }

  expression(node: Node, place: Place = {}): Fragment {
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
    const found = this.info.attributes.get(name)
    if (!found) throw this.unknown(name)
    return found
  }
  relationship(name: string): RelationshipInfo {
    const found = this.info.relationships.get(name)
    if (!found) throw this.unknown(name)
    return found
  }
  unknown(name: string): NoSuchFieldError {
    return new NoSuchFieldError({ resource: this.info.name, field: name })
  }

  /** `from …` with all that has been joined so far: built after everything that may join. */
  get from(): Sql {
    return sql`from ${tableSql(this)}${this.#joins([...(this.joins?.values() ?? [])])}`
  }
  /** What has been joined so far without this table itself, and how the first of it hangs on this table. */
  get besides(): { readonly from: Sql; readonly on: Sql } {
    const [first, ...rest] = this.joins!.values()
    return {
      from: sql`from ${tableSql({ info: first!.relationship.destination, alias: first!.alias })}${this.#joins(rest)}`,
      on: first!.on,
    }
  }
  #joins(joins: readonly Join[]): Sql {
    const left = joins.map(
      ({ alias, relationship, on }) =>
        sql` left join ${tableSql({ info: relationship.destination, alias })} on ${on}`,
    )
    return sql.join([...left, ...this.#beside.map((scope) => sql`, ${tableSql(scope)}`)], sql``)
  }
}

const tableSql = ({ info, alias }: { readonly info: ResourceInfo; readonly alias: string }): Sql =>
  sql`${sql.id(info.table)} as ${sql.id(alias)}`

/** A table of its own query. */
export const rootScope = (compilation: Compilation, info: ResourceInfo): QueryScope =>
  new QueryScope(compilation, info, new Map())

/** What the place of an expression says about it. */
export interface Place {
  /** What its value is compared with, assigned to or listed among. */
  readonly like?: Pick<Fragment, 'storage' | 'type'>
  /** An order key that an index may serve, where an unknown distance may count as the largest. */
  readonly indexable?: boolean
}
