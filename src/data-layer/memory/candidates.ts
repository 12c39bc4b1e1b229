import type { Node } from '../../expression/node.ts'
import { conjuncts } from '../../expression/walk.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { type Moment, RecordScope } from './record-scope.ts'
import { storedTree } from './stored-tree.ts'
import { keyOf, type StoredRow } from './table.ts'

/** Where rows can be looked up, and what is still to be asked of them. */
interface Candidates {
  readonly rows: Iterable<StoredRow>
  readonly conditions: readonly Node[]
}
interface Lookup {
  readonly name: string
  readonly values: readonly unknown[]
}

const isIndexed = (value: unknown) => value !== null && !(typeof value === 'number' && !Number.isFinite(value))

/** The values that a condition fixes an attribute to. */
const lookupOf = (info: ResourceInfo, node: Node): Lookup | undefined => {
  if (node.kind !== 'call' || (node.operator !== 'eq' && node.operator !== 'in')) return undefined
  const [left, right] = node.operands
  if (left?.kind !== 'ref' || left.path.length > 0 || !info.attributes.has(left.name) || right?.kind !== 'value') return undefined
  const values = node.operator === 'eq' ? [right.value] : right.value
  return Array.isArray(values) && (node.operator === 'eq' ? values.every(isIndexed) : true) ? { name: left.name, values: values.filter(isIndexed) } : undefined
}

const found = (info: ResourceInfo, { name, values }: Lookup, { tables }: Moment): StoredRow[] => {
  const keys = new Set(values.map((value) => keyOf({ [name]: value }, [name])!))
  return [...keys].flatMap((key) => tables.of(info).find([name], key))
}

/** Of alternatives that each fix an attribute, as the keys of many records are: each asks its own rows alone. */
const anyOf = (info: ResourceInfo, node: Node, moment: Moment): Set<StoredRow> | undefined => {
  if (node.kind !== 'call' || node.operator !== 'or') return undefined
  const alternatives = node.operands.map((operand) => ({
    operand,
    lookup: conjuncts(operand)
      .map((each) => lookupOf(info, each))
      .find((each) => each),
  }))
  if (!alternatives.every(({ lookup }) => lookup)) return undefined
  const rows = alternatives.flatMap(({ operand, lookup }) => found(info, lookup!, moment).filter((row) => new RecordScope(info, row, moment).holds(operand)))
  return new Set(rows)
}

/** By index where the condition fixes an attribute, else all rows. */
export const candidates = (info: ResourceInfo, filter: Node, moment: Moment): Candidates => {
  const conditions = conjuncts(storedTree(info, filter))
  for (const condition of conditions) {
    const rows = anyOf(info, condition, moment)
    if (rows) return { rows, conditions: conditions.filter((other) => other !== condition) }
  }
  const lookups = conditions.map((condition) => lookupOf(info, condition)).filter((lookup) => lookup !== undefined)
  const [shortest] = lookups.toSorted((left, right) => left.values.length - right.values.length)
  if (shortest) return { rows: found(info, shortest, moment), conditions: [filter] }
  return { rows: moment.tables.of(info).rows(), conditions: [filter] }
}
