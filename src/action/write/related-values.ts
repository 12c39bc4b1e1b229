import type { DataRow, ReadPlan } from '../../data-layer/data-layer.ts'
import { isAmbiguous } from '../../data-layer/foreign-key.ts'
import { bind } from '../../expression/bind.ts'
import { aggregateValues } from '../../expression/evaluate.ts'
import {
  type AggregateNode,
  call,
  type ExistsNode,
  type Node,
  type RefNode,
  refNode,
  type ValueNode,
  valueNode,
} from '../../expression/node.ts'
import { partial } from '../../expression/simplify.ts'
import { isTrue } from '../../expression/truth.ts'
import { children } from '../../expression/walk.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { nodeType } from '../../resource/node-type.ts'
import { booleanType } from '../../type/boolean.ts'
import type { Type } from '../../type/type.ts'
import { alwaysFalse, bindingsOf, conjunction, leavesNothing } from '../authorize/conjunction.ts'
import { keyFilter } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'

type Values = Readonly<Record<string, unknown>>
const boolean = booleanType() as Type<unknown>

/** A record of a resource by what is known of it. */
interface Known {
  readonly info: ResourceInfo
  readonly values: Values
}

/**
 * Answers what a condition on a record that is not stored asks of related ones: they are there
 * already, and the record's keys lead to them; a key that is null leads to nothing. What the new
 * record would itself take part in (a count of its siblings), and what follows a key that is not
 * known, stays as it is.
 */
export class RelatedValues {
  readonly #scope: ActionScope
  readonly #created: Known
  /** The new record, or a stored one on the way from it. */
  readonly #at: Known
  constructor(scope: ActionScope, created: Known, at: Known = created) {
    this.#scope = scope
    this.#created = created
    this.#at = at
  }
  async fillIn(node: Node): Promise<Node> {
    switch (node.kind) {
      case 'value':
      case 'template':
        return node
      case 'call': {
        const operands: Node[] = []
        for (const operand of node.operands) operands.push(await this.fillIn(operand))
        return operands.every((operand, i) => operand === node.operands[i])
          ? node
          : call(node.operator, ...operands)
      }
      case 'ref':
        return node.path.length ? this.#ref(node) : this.#own(node)
      case 'exists':
        return this.#exists(node)
      case 'aggregate':
        return this.#aggregate(node)
      default:
        return node satisfies never
    }
  }
  async #own(node: RefNode): Promise<Node> {
    const { calculations, aggregates } = this.#at.info
    const derived = calculations.get(node.name) ?? aggregates.get(node.name)
    return derived ? this.fillIn(derived.node) : node
  }
  async #ref(node: RefNode): Promise<Node> {
    const [head = '', ...rest] = node.path
    const relationship = this.#at.info.relationships.get(head)
    const of = relationship && (await this.#linked(relationship))
    if (!of) return node
    const further = refNode(rest, node.name, node.origin)
    if (this.#meets(relationship, further))
      return (await this.#behind(relationship, of, further, null)) ?? node
    return this.#read(relationship, of, further, null)
  }
  async #exists(node: ExistsNode): Promise<Node> {
    const [head = '', ...rest] = node.path
    const relationship = this.#at.info.relationships.get(head)
    const of =
      relationship && (await this.#linked(relationship, rest.length ? undefined : node.join))
    if (!of) return node
    const inner: Node | undefined = rest.length
      ? Object.freeze({ ...node, path: Object.freeze(rest) })
      : node.where
    if (!inner || !this.#meets(relationship, inner))
      return valueNode((await this.#row(relationship, conjunction(of, inner)!)) !== undefined)
    return (await this.#behind(relationship, of, isTrue(inner), false)) ?? node
  }
  async #aggregate(node: AggregateNode): Promise<Node> {
    const [head = '', ...rest] = node.path
    const relationship = this.#at.info.relationships.get(head)
    const of =
      relationship && (await this.#linked(relationship, rest.length ? undefined : node.join))
    if (!of) return node
    const none = aggregateValues(node.function, [])
    if (leavesNothing(of)) return valueNode(none)
    const further: AggregateNode = Object.freeze({ ...node, path: Object.freeze(rest) })
    if (this.#meets(relationship, further) || (rest.length > 0 && relationship.many))
      return (await this.#behind(relationship, of, rest.length ? further : undefined, none)) ?? node
    const type = nodeType(this.#at.info, node) ?? boolean
    return rest.length
      ? this.#read(relationship, of, further, none, type)
      : this.#aggregated(node, relationship, conjunction(of, node.where)!, type)
  }
  async #aggregated(
    { function: name, of, sort }: AggregateNode,
    { destination, sort: own }: RelationshipInfo,
    filter: Node,
    type: Type<unknown>,
  ) {
    const { connection } = this.#scope
    if (name !== 'first' && name !== 'list') {
      const row = await connection.aggregate({
        resource: destination,
        filter,
        aggregates: { value: { function: name, type, ...(of ? { of } : {}) } },
      })
      return valueNode(row['value'])
    }
    const value = of && { node: of, type: nodeType(destination, of) ?? boolean }
    const rows = await connection.read({
      resource: destination,
      filter: of ? conjunction(filter, call('not', call('isNull', of)))! : filter,
      sort: [...sort, ...own],
      select: destination.primaryKey,
      computed: value ? { value } : {},
      loads: {},
      ...(name === 'first' ? { limit: 1 } : {}),
    })
    const values = rows.map((row) => row['value'] ?? null)
    return valueNode(aggregateValues(name, values))
  }
  /** The first of these records, with its key and what is asked of it. */
  async #row(
    { destination, sort }: RelationshipInfo,
    filter: Node,
    extra: Partial<ReadPlan> = {},
  ): Promise<DataRow | undefined> {
    if (leavesNothing(filter)) return undefined
    const plan = {
      resource: destination,
      filter,
      sort,
      limit: 1,
      select: destination.primaryKey,
      computed: {},
      loads: {},
      ...extra,
    }
    const [row] = await this.#scope.connection.read(plan)
    return row
  }
  /** What the one record of a to-one relationship has. */
  async #read(
    relationship: RelationshipInfo,
    of: Node,
    node: Node,
    none: unknown,
    type = nodeType(relationship.destination, node) ?? boolean,
  ): Promise<Node> {
    const row = await this.#row(relationship, of, { computed: { value: { node, type } } })
    return valueNode(row ? (row['value'] ?? null) : none)
  }
  /**
   * The same, step by step, where the new record stands somewhere on the way; undefined where it
   * decides. Of no record nothing needs to be asked.
   */
  async #behind(
    relationship: RelationshipInfo,
    of: Node,
    further: Node | undefined,
    none: unknown,
  ): Promise<ValueNode | undefined> {
    const { destination, many } = relationship
    const row = await this.#row(relationship, of, { select: [...destination.attributes.keys()] })
    if (!row) return valueNode(none)
    if (many || !further) return undefined
    const rest = partial(
      await new RelatedValues(this.#scope, this.#created, {
        info: destination,
        values: row,
      }).fillIn(further),
      row,
    )
    return rest.kind === 'value' ? rest : undefined
  }
  #meets({ destination }: RelationshipInfo, node: Node): boolean {
    return meets(destination, node, this.#created.info)
  }
  /** The one of several candidates that a to-one relationship means. */
  async #choice(relationship: RelationshipInfo, candidates: Node): Promise<Node> {
    const row = await this.#row(relationship, candidates)
    return row ? keyFilter(relationship.destination, row) : alwaysFalse
  }
  /** Whether the new record could be among those that a key with this value leads to. */
  #leadsToNew(relationship: RelationshipInfo, value: unknown): boolean {
    const { info, values } = this.#created
    const { kind, destination, destinationAttribute: attribute, through } = relationship
    if (selects(relationship, info)) return true
    if (kind !== 'belongsTo') return destination === info || through?.resource === info
    if (destination !== info) return false
    return Object.hasOwn(values, attribute)
      ? values[attribute] === value
      : isAmbiguous(relationship)
  }
  /**
   * The records of a relationship's destination that the record's key leads to; undefined where
   * that is not known, or the new record could be among them.
   */
  async #linked(relationship: RelationshipInfo, join?: Node): Promise<Node | undefined> {
    const { destinationAttribute, sourceAttribute, through, filter } = relationship
    const { values } = this.#at
    if (!Object.hasOwn(values, sourceAttribute)) return undefined
    const value = values[sourceAttribute] ?? null
    if (value === null) return alwaysFalse
    if (
      this.#leadsToNew(relationship, value) ||
      (join && through && meets(through.resource, join, this.#created.info))
    )
      return undefined
    const own = filter && bind(filter, bindingsOf(this.#scope))
    if (!through) {
      const candidates = conjunction(
        call('eq', refNode([], destinationAttribute), valueNode(value)),
        own,
      )!
      return isAmbiguous(relationship) ? this.#choice(relationship, candidates) : candidates
    }
    const joins = await this.#scope.connection.read({
      resource: through.resource,
      filter: conjunction(
        call('eq', refNode([], through.sourceAttribute), valueNode(value)),
        join,
      )!,
      sort: [],
      select: [through.destinationAttribute],
      computed: {},
      loads: {},
    })
    const keys = joins.map((row) => row[through.destinationAttribute])
    return conjunction(call('in', refNode([], destinationAttribute), valueNode(keys)), own)
  }
}

/** Whether the choice of a relationship's records could come by a record of this resource. */
const selects = (
  relationship: RelationshipInfo,
  info: ResourceInfo,
  trail: readonly RelationshipInfo[] = [],
): boolean => {
  if (trail.includes(relationship)) return false
  const { destination, filter, sort } = relationship
  return [filter, ...sort.map(({ by }) => by)].some(
    (node) => node !== undefined && meets(destination, node, info, [...trail, relationship]),
  )
}

/** Whether a tree could come by a record of this resource. */
const meets = (
  root: ResourceInfo,
  node: Node,
  info: ResourceInfo,
  trail?: readonly RelationshipInfo[],
): boolean => {
  if (node.kind === 'value' || node.kind === 'template') return false
  if (node.kind === 'call')
    return node.operands.some((operand) => meets(root, operand, info, trail))
  let at = root
  for (const name of node.path) {
    const relationship = at.relationships.get(name)
    if (!relationship) return true
    if (
      relationship.destination === info ||
      relationship.through?.resource === info ||
      selects(relationship, info, trail)
    )
      return true
    at = relationship.destination
  }
  if (node.kind === 'ref') {
    const derived = at.calculations.get(node.name) ?? at.aggregates.get(node.name)
    return derived !== undefined && meets(at, derived.node, info, trail)
  }
  return children(node).some((child) => meets(at, child, info, trail))
}
