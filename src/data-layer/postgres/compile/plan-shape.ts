import { AssumptionFailedError } from '../../../error/ashlar-error.ts'
import type {
  AggregateNode,
  ExistsNode,
  Node,
  SortNode,
  ValueNode,
} from '../../../expression/node.ts'
import type {
  AggregatePlan,
  Computed,
  CreatePlan,
  DestroyPlan,
  LoadPlan,
  ReadPlan,
  UpdatePlan,
  Upsert,
} from '../../data-layer.ts'
import { valueClass } from './value.ts'
import { createValues, givenKeys } from './write.ts'
import { perObject } from '../../../text/lazy.ts'

let last = 0
const idOf = perObject<object, number>(() => ++last)

/**
 * `T`, as long as these are all of its properties: a plan that gains one does not compile here
 * until its key tells of it.
 */
type Whole<T, K extends keyof T> = [Exclude<keyof T, K>] extends [never] ? T : never
type WholeRead = Whole<
  ReadPlan,
  'resource' | 'filter' | 'sort' | 'limit' | 'offset' | 'select' | 'computed' | 'loads' | 'lock'
>
type WholeAggregated = Whole<AggregatePlan['aggregates'][string], 'function' | 'of' | 'type'>
type WholeUpsert = Whole<Upsert, 'identity' | 'fields' | 'set' | 'touch' | 'filter' | 'unlessSame'>
type WholeExists = Whole<ExistsNode, 'kind' | 'path' | 'where' | 'join' | 'origin'>
type WholeAggregate = Whole<
  AggregateNode,
  'kind' | 'function' | 'path' | 'of' | 'where' | 'join' | 'sort' | 'origin'
>

/**
 * A plan without its values: plans of the same key have the same statement. The values are numbered
 * as they are met; a value node that is met again counts as the first one. No key is the beginning
 * of another part's: names say their length, lists their size, and what is absent has a mark of its
 * own.
 */
export class PlanShape {
  key = ''
  readonly values: unknown[] = []
  readonly positions = new Map<object, number>()
  readonly limits = new Map<object, number>()
  readonly offsets = new Map<object, number>()

  read(plan: WholeRead): this {
    const { resource, filter, sort, limit, offset, select, computed, loads, lock } = plan
    this.key += `R${idOf(resource)}${lock ?? ''}`
    this.#names(select)
    this.#optional(filter)
    this.#sort(sort)
    this.#number(plan, 'limit', limit)
    this.#number(plan, 'offset', offset)
    for (const name in computed) this.#computed(name, computed[name]!)
    for (const name in loads) this.#load(name, loads[name]!)
    this.key += '.'
    return this
  }
  aggregate({
    resource,
    filter,
    aggregates,
  }: Whole<AggregatePlan, 'resource' | 'filter' | 'aggregates'>): this {
    this.key += `A${idOf(resource)}`
    this.#optional(filter)
    for (const name in aggregates) {
      const { function: apply, of, type }: WholeAggregated = aggregates[name]!
      this.#name('a', name)
      this.key += `${apply}${idOf(type)}`
      this.#optional(of)
    }
    return this
  }
  create(
    { resource, records, upsert }: Whole<CreatePlan, 'resource' | 'records' | 'upsert'>,
    alone = false,
  ): this {
    this.key += `C${idOf(resource)}${alone ? '!' : ','}${records.length === 1 ? '' : 's'}`
    const keys = givenKeys(records)
    this.values.push(...createValues({ resource, records }))
    this.#names(keys)
    if (!keys.length) this.key += records.length
    if (upsert) {
      const { identity, fields, set, touch, filter, unlessSame }: WholeUpsert = upsert
      this.key += `U${unlessSame ? 'd' : 'a'}`
      this.#names(identity)
      this.#names(fields)
      this.#set(set)
      this.#set(touch)
      this.#optional(filter)
    }
    return this
  }
  update(
    { resource, filter, set }: Whole<UpdatePlan, 'resource' | 'filter' | 'set'>,
    alone = false,
  ): this {
    this.key += `U${idOf(resource)}${alone ? '!' : ','}`
    this.#set(set)
    this.node(filter)
    return this
  }
  destroy({ resource, filter }: Whole<DestroyPlan, 'resource' | 'filter'>, alone = false): this {
    this.key += `D${idOf(resource)}${alone ? '!' : ','}`
    this.node(filter)
    return this
  }

  node(node: Node): void {
    switch (node.kind) {
      case 'value':
        return this.#classed(node)
      case 'ref':
        this.#names(node.path)
        return this.#name('r', node.name)
      case 'call':
        this.key += `(${node.operator} `
        for (const operand of node.operands) this.node(operand)
        this.key += ')'
        return
      case 'exists':
        return this.#exists(node)
      case 'aggregate':
        return this.#aggregate(node)
      case 'template':
        throw new AssumptionFailedError(
          `The ${node.source}'s ${node.path.join('.') || 'value'} was not bound before the query was compiled.`,
        )
      default:
        return node satisfies never
    }
  }
  #exists({ path, where, join, origin }: WholeExists): void {
    this.key += origin === 'input' ? 'i' : 'e'
    this.#names(path)
    this.#optional(where)
    this.#optional(join)
  }
  #aggregate({ function: apply, path, of, where, join, sort }: WholeAggregate): void {
    this.#name('g', apply)
    this.#names(path)
    this.#optional(of)
    this.#optional(where)
    this.#optional(join)
    this.#sort(sort)
  }
  #computed(name: string, { node, type }: Whole<Computed, 'node' | 'type'>): void {
    this.#name('c', name)
    this.key += idOf(type)
    this.node(node)
  }
  #load(
    name: string,
    { relationship, plan, join }: Whole<LoadPlan, 'relationship' | 'plan' | 'join'>,
  ): void {
    this.#name('l', name)
    this.key += idOf(relationship)
    this.#optional(join)
    this.read(plan)
  }
  #optional(node: Node | undefined): void {
    if (node) this.node(node)
    else this.key += '-'
  }
  #classed(node: ValueNode): void {
    const kind = valueClass(node.value)
    this.key += `v${kind};`
    if (kind !== 'null' && kind !== 'true' && kind !== 'false') this.#value(node, node.value)
  }
  #value(at: object, value: unknown, positions: Map<object, number> = this.positions): void {
    const existing = positions.get(at)
    if (existing !== undefined) {
      this.key += `^${existing} `
      return
    }
    this.key += '$'
    positions.set(at, this.values.length)
    this.values.push(value)
  }
  #number(plan: ReadPlan, name: 'limit' | 'offset', value: number | undefined): void {
    if (value === undefined) return
    this.key += name
    this.#value(plan, value, this[`${name}s`])
  }
  #sort(sort: readonly Whole<SortNode, 'by' | 'direction' | 'nulls'>[]): void {
    this.key += `o${sort.length}`
    for (const { by, direction, nulls } of sort) {
      this.key += `${direction}${nulls}`
      this.node(by)
    }
  }
  #set(set: UpdatePlan['set'] = {}): void {
    this.key += `S${Object.keys(set).length}`
    for (const name in set) {
      this.#name('s', name)
      const node = set[name]!
      if (node.kind === 'value') this.#value(node, node.value)
      else this.node(node)
    }
  }
  #names(names: readonly string[]): void {
    this.key += `[${names.length}`
    for (const name of names) this.#name('', name)
    this.key += ']'
  }
  #name(kind: string, name: string): void {
    this.key += `${kind} ${name.length}:${name}`
  }
}
