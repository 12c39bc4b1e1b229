import type { ReadPlan } from '../../data-layer/data-layer.ts'
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
  valueNode,
} from '../../expression/node.ts'
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

/**
 * Answers what a condition on a record that is not stored asks of related ones: they are there already, and the record's keys lead to them.
 * What the new record would itself take part in (a count of its siblings), and what follows a key that is not known, stays as it is.
 */
export class RelatedValues {
  readonly #scope: ActionScope
  readonly #info: ResourceInfo
  readonly #known: Values
  constructor(scope: ActionScope, info: ResourceInfo, known: Values) {
    this.#scope = scope
    this.#info = info
    this.#known = known
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
    const derived = this.#info.calculations.get(node.name) ?? this.#info.aggregates.get(node.name)
    return derived ? this.fillIn(derived.node) : node
  }
  async #ref(node: RefNode): Promise<Node> {
    const [head = '', ...rest] = node.path
    const relationship = this.#info.relationships.get(head)
    const further = refNode(rest, node.name, node.origin)
    const of = relationship && (await this.#linked(relationship, further))
    if (!of) return node
    const { destination } = relationship
    const [row] = await this.#read(relationship, of, {
      value: { node: further, type: nodeType(destination, further) ?? boolean },
    })
    return valueNode(row?.['value'] ?? null)
  }
  async #exists(node: ExistsNode): Promise<Node> {
    const [head = '', ...rest] = node.path
    const relationship = this.#info.relationships.get(head)
    const inner: Node | undefined = rest.length
      ? Object.freeze({ ...node, path: Object.freeze(rest) })
      : node.where
    const of =
      relationship && (await this.#linked(relationship, inner, rest.length ? undefined : node.join))
    if (!of) return node
    const rows = await this.#read(relationship, conjunction(of, inner)!, {})
    return valueNode(rows.length > 0)
  }
  async #aggregate(node: AggregateNode): Promise<Node> {
    const [head = '', ...rest] = node.path
    const relationship = this.#info.relationships.get(head)
    if (!relationship || (rest.length > 0 && relationship.many)) return node
    const further: AggregateNode = Object.freeze({ ...node, path: Object.freeze(rest) })
    const of = await this.#linked(relationship, further, rest.length ? undefined : node.join)
    if (!of) return node
    const type = nodeType(this.#info, node) ?? boolean
    const none = aggregateValues(node.function, [])
    if (leavesNothing(of)) return valueNode(none)
    if (rest.length) {
      const [row] = await this.#read(relationship, of, { value: { node: further, type } })
      return valueNode(row ? row['value'] : none)
    }
    return valueNode(await this.#aggregated(node, relationship, conjunction(of, node.where)!, type))
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
      return row['value']
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
    return aggregateValues(
      name,
      rows.map((row) => row['value'] ?? null),
    )
  }
  async #read(
    { destination, sort }: RelationshipInfo,
    filter: Node,
    computed: ReadPlan['computed'],
  ) {
    if (leavesNothing(filter)) return []
    return this.#scope.connection.read({
      resource: destination,
      filter,
      sort,
      limit: 1,
      select: destination.primaryKey,
      computed,
      loads: {},
    })
  }
  /** The one of several candidates that a to-one relationship means. */
  async #chosen(relationship: RelationshipInfo, candidates: Node): Promise<Node> {
    const [row] = await this.#read(relationship, candidates, {})
    return row ? keyFilter(relationship.destination, row) : alwaysFalse
  }
  /** The records of a relationship's destination that the new record's key leads to; undefined where that is not known, or where `asked` could meet the new record itself. */
  async #linked(
    relationship: RelationshipInfo,
    asked: Node | undefined,
    join?: Node,
  ): Promise<Node | undefined> {
    const { destination, sourceAttribute, destinationAttribute, through, kind, filter } =
      relationship
    if (!Object.hasOwn(this.#known, sourceAttribute)) return undefined
    if (kind !== 'belongsTo' && [destination, through?.resource].includes(this.#info))
      return undefined
    if (asked && meets(destination, asked, this.#info)) return undefined
    const value = this.#known[sourceAttribute] ?? null
    if (value === null) return alwaysFalse
    if (destination === this.#info && value === this.#known[destinationAttribute]) return undefined
    const own = filter && bind(filter, bindingsOf(this.#scope))
    if (!through) {
      const candidates = conjunction(
        call('eq', refNode([], destinationAttribute), valueNode(value)),
        own,
      )!
      return isAmbiguous(relationship) ? this.#chosen(relationship, candidates) : candidates
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

/** Whether a tree could come by a record of this resource other than by a key that names it. */
const meets = (root: ResourceInfo, node: Node, info: ResourceInfo): boolean => {
  if (node.kind === 'value' || node.kind === 'template') return false
  if (node.kind === 'call') return node.operands.some((operand) => meets(root, operand, info))
  let at = root
  for (const name of node.path) {
    const relationship = at.relationships.get(name)
    if (!relationship) return true
    if (relationship.destination === info || relationship.through?.resource === info) return true
    at = relationship.destination
  }
  if (node.kind === 'ref') {
    const derived = at.calculations.get(node.name) ?? at.aggregates.get(node.name)
    return derived !== undefined && meets(at, derived.node, info)
  }
  return children(node).some((child) => meets(at, child, info))
}
