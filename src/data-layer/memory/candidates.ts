import type { CallNode, Node } from '../../expression/node.ts'
import { isIndexed, keyParts } from '../../expression/operator/keys.ts'
import { conjuncts } from '../../expression/walk.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { canonicalJson } from '../../text/canonical-json.ts'
import { type Moment, RecordScope } from './record-scope.ts'
import { storedTree } from './stored-tree.ts'
import type { StoredRow } from './table.ts'

/** Where rows can be looked up, and what is still to be asked of them. */
interface Candidates {
  readonly rows: Iterable<StoredRow>
  readonly conditions: readonly Node[]
}
/** The keys by which rows are found over some of their attributes. */
interface Lookup {
  readonly names: readonly string[]
  readonly keys: readonly string[]
}

/** What a condition asks for: some parts, each with the list of its values, in the same order. */
const keyPartsOf = ({
  operator,
  operands,
}: CallNode): readonly (readonly [Node, readonly unknown[]])[] => {
  if (operator !== 'eq' && operator !== 'in' && operator !== 'inKeys') return []
  return keyParts(operands).flatMap(([part, values]) => {
    if (values.kind !== 'value') return []
    const list: unknown = operator === 'eq' ? [values.value] : values.value
    return Array.isArray(list) ? [[part, list] as const] : []
  })
}

/** The values that a condition fixes attributes to. */
const lookupOf = (info: ResourceInfo, condition: Node): Lookup | undefined => {
  const node = storedTree(info, condition)
  if (node.kind !== 'call') return undefined
  const parts = keyPartsOf(node)
  const names = parts.flatMap(([part]) =>
    part.kind === 'ref' && part.path.length === 0 && info.attributes.has(part.name)
      ? [part.name]
      : [],
  )
  const [first] = parts
  if (!first || names.length < node.operands.length / 2) return undefined
  const rows = first[1].map((_, i) => parts.map(([, list]) => list[i]))
  return {
    names,
    keys: [...new Set(rows.filter((row) => row.every(isIndexed)).map(canonicalJson))],
  }
}

const lookUp = (info: ResourceInfo, { names, keys }: Lookup, { tables }: Moment): StoredRow[] =>
  keys.flatMap((key) => tables.of(info).find(names, key))

/** Of alternatives that each fix an attribute: each asks its own rows alone. */
const anyOf = (info: ResourceInfo, node: Node, moment: Moment): Set<StoredRow> | undefined => {
  if (node.kind !== 'call' || node.operator !== 'or') return undefined
  const alternatives = node.operands.map((operand) => ({
    operand,
    lookup: conjuncts(operand)
      .map((each) => lookupOf(info, each))
      .find((each) => each),
  }))
  if (!alternatives.every(({ lookup }) => lookup)) return undefined
  const rows = alternatives.flatMap(({ operand, lookup }) =>
    lookUp(info, lookup!, moment).filter((row) =>
      new RecordScope(info, row, moment).holds(operand),
    ),
  )
  return new Set(rows)
}

/** Keys of records before values that many may have, and few before many. */
const narrowest = (
  { primaryKey }: ResourceInfo,
  lookups: readonly Lookup[],
): Lookup | undefined => {
  const shared = ({ names }: Lookup) => Number(!primaryKey.every((name) => names.includes(name)))
  return lookups.toSorted(
    (left, right) => shared(left) - shared(right) || left.keys.length - right.keys.length,
  )[0]
}

/** By index where the condition fixes an attribute, else all rows. */
export const candidates = (info: ResourceInfo, filter: Node, moment: Moment): Candidates => {
  const conditions = conjuncts(filter)
  const lookups = conditions
    .map((condition) => lookupOf(info, condition))
    .filter((lookup) => lookup !== undefined)
  const lookup = narrowest(info, lookups)
  if (lookup) return { rows: lookUp(info, lookup, moment), conditions: [filter] }
  for (const condition of conditions) {
    const rows = anyOf(info, condition, moment)
    if (rows) return { rows, conditions: conditions.filter((other) => other !== condition) }
  }
  return { rows: moment.tables.of(info).rows(), conditions: [filter] }
}
