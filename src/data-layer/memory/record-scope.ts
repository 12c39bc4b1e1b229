import { NoSuchFieldError } from '../../error/no-such-name.ts'
import { sortedBy } from '../../expression/compare.ts'
import { evaluate } from '../../expression/evaluate.ts'
import { type Node, refNode, type SortNode } from '../../expression/node.ts'
import type { Scope } from '../../expression/scope.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { storedTree } from './stored-tree.ts'
import { rowKey, type StoredRow, type Tables } from './table.ts'

/** A state of the tables at one time. */
export interface Moment {
  readonly tables: Tables
  readonly now: () => Date
  /**
   * Where nothing is written meanwhile: what was found out of each row, by the part of an
   * expression that asked.
   */
  readonly answers?: Answers
}

/**
 * Of many records that lead to one, the first asks it; without this the work would grow with every
 * relationship that leads to many.
 */
export class Answers {
  readonly #parts = new WeakMap<ResourceInfo, WeakMap<object, Map<StoredRow, unknown>>>()
  once<T>(part: object, { info, row }: RecordScope, work: () => T): T {
    const parts = this.#parts.get(info) ?? new WeakMap<object, Map<StoredRow, unknown>>()
    this.#parts.set(info, parts)
    const byRow = parts.get(part) ?? new Map<StoredRow, unknown>()
    parts.set(part, byRow)
    if (byRow.has(row)) return byRow.get(row) as T
    const answer = work()
    byRow.set(row, answer)
    return answer
  }
}

/** The keys that make an order total: the primary key decides where the others do not. */
export const totalOrder = (info: ResourceInfo, sort: readonly SortNode[]): SortNode[] => [
  ...sort,
  ...info.primaryKey.map(
    (name): SortNode => ({ by: refNode([], name), direction: 'asc', nulls: 'last' }),
  ),
]

/** A stored row as the scope of expressions. */
export class RecordScope implements Scope {
  readonly info: ResourceInfo
  readonly row: StoredRow
  readonly #moment: Moment
  readonly now: () => Date
  constructor(info: ResourceInfo, row: StoredRow, moment: Moment) {
    this.info = info
    this.row = row
    this.#moment = moment
    this.now = moment.now
  }

  once<T>(part: object, work: () => T): T {
    const { answers } = this.#moment
    return answers ? answers.once(part, this, work) : work()
  }
  ref(path: readonly string[], name: string): unknown {
    const at = path.reduce<RecordScope | undefined>(
      (scope, step) => scope?.relatedBy(scope.relationship(step))[0],
      this,
    )
    return at ? at.field(name) : null
  }
  related(path: readonly string[], join?: Node): readonly RecordScope[] {
    let scopes: readonly RecordScope[] = [this]
    for (const [i, step] of path.entries()) {
      const condition = i === path.length - 1 ? join : undefined
      const related = scopes.flatMap((scope) =>
        scope.relatedBy(scope.relationship(step), condition),
      )
      scopes = i === 0 ? related : distinct(related)
    }
    return scopes
  }
  /**
   * The related records that the relationship's own filter leaves, in its order; of a to-one
   * relationship the first that counts.
   */
  relatedBy(relationship: RelationshipInfo, join?: Node): readonly RecordScope[] {
    return relationship.many || join
      ? this.#related(relationship, join)
      : this.once(relationship, () => this.#related(relationship))
  }
  #related(relationship: RelationshipInfo, join?: Node): readonly RecordScope[] {
    const { destination, filter, sort, many } = relationship
    const all = this.linked(relationship, many ? join : undefined)
    const matches = filter ? all.filter((scope) => scope.holds(filter)) : all
    const order = (scopes: readonly RecordScope[]) =>
      sortedBy(scopes, totalOrder(destination, sort), (by, scope) => scope.evaluate(by))
    if (many) return order(matches)
    return order(join ? matches.filter((scope) => scope.holds(join)) : matches).slice(0, 1)
  }
  /** The records that the keys lead to, by those join records that fulfill the condition. */
  linked(
    { destination, sourceAttribute, destinationAttribute, through }: RelationshipInfo,
    condition?: Node,
  ): readonly RecordScope[] {
    const { tables } = this.#moment
    const source = rowKey(this.row, [sourceAttribute])
    if (source === undefined) return []
    const counts = (row: StoredRow) =>
      !condition || new RecordScope(through!.resource, row, this.#moment).holds(condition)
    const joins =
      through &&
      [...tables.of(through.resource).find([through.sourceAttribute], source)].filter(counts)
    const keys = joins
      ? [...new Set(joins.map((join) => rowKey(join, [through.destinationAttribute])))]
      : [source]
    const rows = keys.flatMap((key) =>
      key === undefined ? [] : tables.of(destination).find([destinationAttribute], key),
    )
    return rows.map((row) => new RecordScope(destination, row, this.#moment))
  }
  field(name: string): unknown {
    if (this.info.attributes.has(name)) return this.row[name] ?? null
    const derived = this.info.calculations.get(name) ?? this.info.aggregates.get(name)
    if (!derived) throw new NoSuchFieldError({ resource: this.info.name, field: name })
    return this.evaluate(derived.node)
  }
  /** A tree of the plan's on this record, in the form that is stored. */
  evaluate(node: Node): unknown {
    return evaluate(storedTree(this.info, node), this)
  }
  holds(condition: Node): boolean {
    return this.evaluate(condition) === true
  }
  relationship(name: string): RelationshipInfo {
    const relationship = this.info.relationships.get(name)
    if (!relationship) throw new NoSuchFieldError({ resource: this.info.name, field: name })
    return relationship
  }
}

const distinct = (scopes: readonly RecordScope[]): RecordScope[] => [
  ...new Map(scopes.map((scope) => [rowKey(scope.row, scope.info.primaryKey), scope])).values(),
]
