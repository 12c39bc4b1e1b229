import { deepEqual } from '../text/deep-equal.ts'
import { fillIn } from './bind.ts'
import { aggregateValues, evaluate } from './evaluate.ts'
import { call, type Node, type Operator, valueNode } from './node.ts'
import { keyParts } from './operator/keys.ts'
import { operatorTable } from './operator/table.ts'
import { emptyScope } from './scope.ts'
import { unknownAsFalse, whereTrue } from './truth.ts'
import { mapChildren } from './walk.ts'

/** Whether a tree has a value on every record. A false answer means that it may be null. */
export const neverNull = (node: Node): boolean => {
  switch (node.kind) {
    case 'value':
      return (node.value ?? null) !== null
    case 'exists':
      return true
    case 'aggregate':
      return node.function === 'count' || node.function === 'exists' || node.function === 'list'
    case 'ref':
    case 'template':
      return false
    case 'call':
      break
    default:
      return node satisfies never
  }
  const { operator, operands } = node
  switch (operator) {
    case 'isNull':
    case 'isDistinctFrom':
    case 'now':
      return true
    case 'coalesce':
      return operands.some(neverNull)
    case 'if':
      return operands.slice(1).every(neverNull)
    case 'and':
    case 'or':
      return operands.every(neverNull)
    default: {
      const { strict, partial } = operatorTable[operator]
      return strict === true && !partial && operands.every(neverNull)
    }
  }
}

/**
 * A smaller tree with the same value on every record, unknown included: `x and not x` stays where x
 * may be null. What mentions no record becomes a value.
 */
export const simplify = (node: Node): Node => rewrite(mapChildren(node, simplify))

/** A simplified call of operands that are simplified already. */
export const simpleCall = (operator: Operator, ...operands: readonly Node[]): Node =>
  rewrite(call(operator, ...operands))

/**
 * The tree with the known attributes of the record filled in, simplified; what depends on others
 * stays.
 */
export const partial = (node: Node, facts: Readonly<Record<string, unknown>>): Node =>
  simplify(fillIn(node, facts))

/**
 * The same for a condition where only its truth matters: what is not true on any record is false.
 */
export const partialTruth = (condition: Node, facts: Readonly<Record<string, unknown>>): Node =>
  simplify(unknownAsFalse(whereTrue(partial(condition, facts))))

const no = valueNode(false)
const yes = valueNode(true)
const unknown = valueNode(null)
const isValue = (node: Node, value: unknown) =>
  node.kind === 'value' && (node.value ?? null) === value
const operandsOf = (node: Node, operator: Operator): readonly Node[] | undefined =>
  node.kind === 'call' && node.operator === operator ? node.operands : undefined
const sameItems = (left: readonly Node[], right: readonly Node[]) =>
  left.length === right.length && left.every((node, i) => node === right[i])
/** Whether two trees are written alike. */
export const sameNode = (left: Node, right: Node): boolean =>
  left === right || (left.kind === right.kind && deepEqual(left, right))
const includes = (nodes: readonly Node[], node: Node) =>
  nodes.some((other) => sameNode(other, node))
const distinct = (nodes: readonly Node[]) =>
  nodes.filter((node, i) => !nodes.some((earlier, j) => j < i && sameNode(earlier, node)))

/** One step at a node whose children are simple already. */
const rewrite = (node: Node): Node => {
  if (node.kind === 'exists' || node.kind === 'aggregate') return rewriteRelated(node)
  if (node.kind !== 'call') return node
  const definition = operatorTable[node.operator]
  if (!definition.volatile && node.operands.every(({ kind }) => kind === 'value'))
    return valueNode(evaluate(node, emptyScope()))
  if (definition.strict && node.operands.some((operand) => isValue(operand, null))) return unknown
  return rules[node.operator]?.(node.operands, node) ?? node
}

/** A simplified condition where only its truth matters. */
const simpleTruth = (condition: Node): Node => {
  const truth = whereTrue(condition)
  return truth === condition ? condition : simplify(truth)
}

const rewriteRelated = (node: Extract<Node, { kind: 'exists' | 'aggregate' }>): Node => {
  const where = node.where && simpleTruth(node.where)
  if (where && (isValue(where, false) || isValue(where, null)))
    return valueNode(node.kind === 'exists' ? false : aggregateValues(node.function, []))
  if (where && isValue(where, true)) return Object.freeze({ ...node, where: undefined })
  return where === node.where ? node : Object.freeze({ ...node, where })
}

/** Above so many operands they are not compared with each other: a caller may send thousands. */
const comparable = 64

/**
 * For `and` decisive is false, for `or` true. Absorption and idempotence hold with unknowns; the
 * excluded middle does not.
 */
const connective =
  (operator: 'and' | 'or', decisive: boolean) =>
  (operands: readonly Node[], node: Node): Node => {
    const relevant = operands
      .flatMap((operand) => operandsOf(operand, operator) ?? [operand])
      .filter((operand) => !isValue(operand, !decisive))
    if (relevant.some((operand) => isValue(operand, decisive))) return valueNode(decisive)
    if (relevant.length > comparable)
      return sameItems(relevant, operands) ? node : call(operator, ...relevant)
    const flat = distinct(relevant)
    if (flat.some((operand) => isDenied(operand, flat))) return valueNode(decisive)
    const other = operator === 'and' ? 'or' : 'and'
    const rest = flat.filter(
      (operand) => !operandsOf(operand, other)?.some((inner) => includes(flat, inner)),
    )
    if (rest.length < 2) return rest[0] ?? valueNode(!decisive)
    return sameItems(rest, operands) ? node : call(operator, ...rest)
  }

/** Whether this is the negation of another one that is never unknown. */
const isDenied = (node: Node, others: readonly Node[]): boolean => {
  const inner = operandsOf(node, 'not')?.[0]
  return inner !== undefined && neverNull(inner) && includes(others, inner)
}

const opposites: Partial<Record<Operator, Operator>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'gte',
  gte: 'lt',
  gt: 'lte',
  lte: 'gt',
}
const negated = (node: Node): Node => {
  if (node.kind !== 'call') return call('not', node)
  if (node.operator === 'not') return node.operands[0]!
  const opposite = opposites[node.operator]
  return opposite ? call(opposite, ...node.operands) : call('not', node)
}

const coalesce = (operands: readonly Node[], node: Node): Node => {
  const flat = distinct(
    operands
      .flatMap((operand) => operandsOf(operand, 'coalesce') ?? [operand])
      .filter((operand) => !isValue(operand, null)),
  )
  const sure = flat.findIndex(neverNull)
  const rest = sure < 0 ? flat : flat.slice(0, sure + 1)
  const [first, last] = rest
  if (rest.length < 2) return first ?? unknown
  if (rest.length === 2 && isValue(last!, false)) {
    const truth = simpleTruth(first!)
    if (truth !== first) return rewrite(call('coalesce', truth, no))
  }
  return sameItems(rest, operands) ? node : call('coalesce', ...rest)
}

const isIn = ([candidate, values]: readonly Node[], node: Node): Node => {
  if (values?.kind !== 'value') return node
  if (isValue(values, null)) return unknown
  const list = values.value as readonly unknown[]
  if (list.length === 0) return no
  return list.length === 1 ? rewrite(call('eq', candidate!, valueNode(list[0]))) : node
}

const isInKeys = (operands: readonly Node[], node: Node): Node => {
  const parts = keyParts(operands)
  const lists = parts.map(([, values]) =>
    values.kind === 'value' ? (values.value as readonly unknown[]) : undefined,
  )
  if (lists.some((list) => list?.length === 0)) return no
  if (!lists.every((list) => list?.length === 1)) return node
  return simpleCall(
    'and',
    ...parts.map(([part], i) => simpleCall('eq', part, valueNode(lists[i]![0]))),
  )
}

const notNull = (node: Node): Node => simpleCall('not', simpleCall('isNull', node))
const reflexive =
  (result: Node) =>
  (operands: readonly Node[], node: Node): Node =>
    sameNode(operands[0]!, operands[1]!) && neverNull(operands[0]!) ? result : node

const rules: Partial<Record<Operator, (operands: readonly Node[], node: Node) => Node>> = {
  and: connective('and', false),
  or: connective('or', true),
  not: ([operand], node) => {
    const opposite = negated(operand!)
    return operandsOf(opposite, 'not')?.[0] === operand ? node : opposite
  },
  coalesce,
  if: ([condition, then, otherwise], node) =>
    isValue(condition!, true)
      ? then!
      : condition!.kind === 'value' || sameNode(then!, otherwise!)
        ? otherwise!
        : node,
  in: isIn,
  inKeys: isInKeys,
  isNull: ([operand], node) => (neverNull(operand!) ? no : node),
  isDistinctFrom: ([left, right], node) =>
    sameNode(left!, right!)
      ? no
      : isValue(right!, null)
        ? notNull(left!)
        : isValue(left!, null)
          ? notNull(right!)
          : node,
  eq: reflexive(yes),
  ne: reflexive(no),
}
