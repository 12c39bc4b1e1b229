import { AssumptionFailedError } from '../error/ashlar-error.ts'
import { compareValues, sortedBy } from './compare.ts'
import type { AggregateFunction, AggregateNode, ExistsNode, Node } from './node.ts'
import { operatorTable } from './operator/table.ts'
import { sumOf } from './saturated.ts'
import type { Scope } from './scope.ts'

/**
 * The value of an expression on one record: three-valued, null being unknown, with its meaning in
 * Postgres under the collation "C". Throws on templates, which `bind` replaces first.
 */
export const evaluate = (node: Node, scope: Scope): unknown => {
  switch (node.kind) {
    case 'value':
      return node.value ?? null
    case 'ref':
      return scope.ref(node.path, node.name) ?? null
    case 'call':
      return operatorTable[node.operator].evaluate(node.operands, scope, evaluate)
    case 'exists':
      return once(node, scope, () => choose(node, scope).length > 0)
    case 'aggregate':
      return once(node, scope, () => aggregate(node, scope))
    case 'template':
      throw new AssumptionFailedError(
        `The ${node.source}'s ${node.path.join('.') || 'value'} was not bound before an expression was evaluated.`,
      )
    default:
      return node satisfies never
  }
}

/** Whether a condition holds on a record: unknown does not. */
export const holds = (condition: Node, scope: Scope): boolean => evaluate(condition, scope) === true

const once = <T>(node: Node, scope: Scope, work: () => T): T =>
  scope.once ? scope.once(node, work) : work()

const choose = (
  { path, where, join }: ExistsNode | AggregateNode,
  scope: Scope,
): readonly Scope[] => {
  const records = scope.related(path, join)
  return where ? records.filter((record) => holds(where, record)) : records
}

const aggregate = (node: AggregateNode, scope: Scope): unknown => {
  const records = sortedBy(choose(node, scope), node.sort, evaluate)
  const { of } = node
  return aggregateValues(
    node.function,
    of ? records.map((record) => evaluate(of, record)) : records,
  )
}

/** An aggregate over values, nulls left out. Of none: count 0, list [], exists false, else null. */
export const aggregateValues = (name: AggregateFunction, values: readonly unknown[]): unknown => {
  const present = values.filter((value) => value !== null)
  switch (name) {
    case 'count':
      return present.length
    case 'exists':
      return present.length > 0
    case 'list':
      return present
    case 'first':
      return present[0] ?? null
    case 'min':
      return present.length
        ? present.reduce((least, value) => (compareValues(value, least) < 0 ? value : least))
        : null
    case 'max':
      return present.length
        ? present.reduce((greatest, value) =>
            compareValues(value, greatest) > 0 ? value : greatest,
          )
        : null
    case 'sum':
    case 'avg':
      return total(name, present.filter(isNumber).map(Number))
    default:
      return name satisfies never
  }
}
const total = (name: 'sum' | 'avg', numbers: readonly number[]) =>
  numbers.length ? sumOf(numbers, name === 'avg' ? numbers.length : 1) : null
const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'
