import type { Node, SortNode, ValueNode } from '../../expression/node.ts'
import type { AggregatePlan, CreatePlan, DestroyPlan, ReadPlan, UpdatePlan } from '../data-layer.ts'
import { AssumptionFailed } from '../../error/assumption-failed.ts'
import { givenKeys } from './compile/write.ts'
import { valueClass } from './compile/value-class.ts'

const ids = new WeakMap<object, number>()
let last = 0
const idOf = (object: object): number => {
  const known = ids.get(object)
  if (known !== undefined) return known
  ids.set(object, ++last)
  return last
}

/**
 * A plan without its values: plans of the same key have the same statement. The values are numbered as they are met;
 * a value node that is met again counts as the first one.
 */
export class PlanShape {
  key = ''
  readonly values: unknown[] = []
  readonly positions = new Map<object, number>()
  readonly limits = new Map<object, number>()
  readonly offsets = new Map<object, number>()

  read(plan: ReadPlan): this {
    const { resource, filter, sort, limit, offset, select, computed, loads, lock } = plan
    this.key += `R${idOf(resource)}${lock ?? ''}`
    this.#names(select)
    if (filter) this.node(filter)
    this.#sort(sort)
    this.#number(plan, 'limit', limit)
    this.#number(plan, 'offset', offset)
    for (const name in computed) {
      const { node, type } = computed[name]!
      this.#name('c', name)
      this.key += idOf(type)
      this.node(node)
    }
    for (const name in loads) {
      this.#name('l', name)
      this.key += idOf(loads[name]!.relationship)
      this.#join(loads[name]!.join)
      this.read(loads[name]!.plan)
    }
    this.key += '.'
    return this
  }
  aggregate({ resource, filter, aggregates }: AggregatePlan): this {
    this.key += `A${idOf(resource)}`
    if (filter) this.node(filter)
    for (const name in aggregates) {
      const { function: apply, of, type } = aggregates[name]!
      this.#name('a', name)
      this.key += `${apply}${idOf(type)}`
      if (of) this.node(of)
    }
    return this
  }
  create({ resource, records, upsert }: CreatePlan): this {
    this.key += `C${idOf(resource)}${records.length === 1 ? '' : 's'}`
    const keys = givenKeys(records)
    this.#names(keys)
    if (!keys.length) this.key += records.length
    if (upsert) {
      this.key += 'U'
      this.#names(upsert.identity)
      this.#names(upsert.fields)
    }
    return this
  }
  update({ resource, filter, set }: UpdatePlan): this {
    this.key += `U${idOf(resource)}`
    for (const name in set) {
      this.#name('s', name)
      const node = set[name]!
      if (node.kind === 'value') this.#value(node, node.value)
      else this.node(node)
    }
    this.node(filter)
    return this
  }
  destroy({ resource, filter }: DestroyPlan): this {
    this.key += `D${idOf(resource)}`
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
        this.#name('e', '')
        this.#names(node.path)
        if (node.where) this.node(node.where)
        this.#join(node.join)
        this.key += ';'
        return
      case 'aggregate':
        this.#name('g', node.function)
        this.#names(node.path)
        if (node.of) this.node(node.of)
        this.key += '|'
        if (node.where) this.node(node.where)
        this.#join(node.join)
        return this.#sort(node.sort)
      case 'template':
        throw new AssumptionFailed(`The ${node.source}'s ${node.path.join('.') || 'value'} was not bound before a query was made.`)
      default:
        return node satisfies never
    }
  }
  #join(condition: Node | undefined): void {
    if (!condition) return
    this.key += 'j'
    this.node(condition)
  }
  #classed(node: ValueNode): void {
    const kind = valueClass(node.value)
    this.key += `v${kind}`
    if (kind !== 'null' && kind !== 'true' && kind !== 'false') this.#value(node, node.value)
  }
  #value(at: object, value: unknown, positions: Map<object, number> = this.positions): void {
    const known = positions.get(at)
    if (known !== undefined) {
      this.key += `^${known} `
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
  #sort(sort: readonly SortNode[]): void {
    for (const { by, direction, nulls } of sort) {
      this.key += `o${direction}${nulls}`
      this.node(by)
    }
  }
  #names(names: readonly string[]): void {
    this.key += `[${names.length}`
    for (const name of names) this.#name('', name)
    this.key += ']'
  }
  #name(kind: string, name: string): void {
    this.key += `${kind}${name.length}:${name}`
  }
}
