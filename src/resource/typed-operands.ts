import { AshlarError } from '../error/ashlar-error.ts'
import { call, type CallNode, type Node, type Operator, valueNode } from '../expression/node.ts'
import { keyParts } from '../expression/operator/keys.ts'
import { differentLengths, vectors } from '../expression/operator/vector.ts'
import { mapChildren } from '../expression/walk.ts'
import type { Type } from '../type/type.ts'
import { vectorLength } from '../type/vector.ts'
import type { ResourceInfo } from './info.ts'
import { endOf, nodeType } from './node-type.ts'

export interface Incomparison {
  /** What it is compared with: `Doc.amount, an integer`, `a sum`. */
  readonly beside: string
  /** What the value is, without the value: `a text`. */
  readonly value: string
}

/**
 * An expression compares a value with something of another type. Storages would answer differently,
 * so none is asked.
 */
export class IncomparableError extends AshlarError {
  static override readonly mark: string = 'ashlar.IncomparableError'
  readonly class = 'framework'
  readonly code = 'incomparable'
  constructor({ beside, value }: Incomparison) {
    super(
      `An expression combines ${value} with ${beside}. Give a value of that type. If it is the actor’s, cast it before you create the session.`,
      {
        variables: { beside, value },
      },
    )
  }
}

type AnyType = Type<unknown>
interface Named {
  readonly name: string
  readonly type: AnyType
}

/** Operators whose operands are all of one type: a value is like the field that it meets. */
export const alikeOperators: ReadonlySet<Operator> = new Set<Operator>([
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'isDistinctFrom',
  'coalesce',
])
/** Operators whose operands are of one kind in any case. */
const kinds = new Map<Operator, 'number' | 'text' | 'boolean'>([
  ...(['add', 'subtract', 'multiply', 'divide', 'negate', 'abs', 'round'] as const).map(
    (operator) => [operator, 'number'] as const,
  ),
  ...(
    [
      'concat',
      'lower',
      'upper',
      'trim',
      'md5',
      'length',
      'contains',
      'startsWith',
      'endsWith',
    ] as const
  ).map((operator) => [operator, 'text'] as const),
  ...(['and', 'or', 'not'] as const).map((operator) => [operator, 'boolean'] as const),
])

const kindOf = (value: unknown): string => {
  if (value instanceof Date) return 'date'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'string' ? 'text' : typeof value
}
const article = (name: string) => `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`
const words = (value: unknown) => article(kindOf(value))

/** The kind of JavaScript value that a storage holds; undefined where any may be meant. */
const valueKinds: Readonly<Record<string, string>> = {
  text: 'text',
  uuid: 'text',
  date: 'text',
  bigint: 'number',
  integer: 'number',
  smallint: 'number',
  'double precision': 'number',
  real: 'number',
  boolean: 'boolean',
  timestamptz: 'date',
}

/**
 * The value as the type reads it. What breaks a constraint only is compared as it is: no record has
 * it.
 */
const castBeside = ({ name, type }: Named, value: unknown): unknown => {
  if (value === null || value === undefined) return value
  const result = type.cast(value)
  if (result.ok) return result.value
  const kind = valueKinds[type.storage]
  if (kind === undefined || kind === kindOf(value)) return value
  throw new IncomparableError({ beside: `${name}, ${article(type.name)}`, value: words(value) })
}

const castNode = (beside: Named, node: Node, each: boolean): Node => {
  if (node.kind !== 'value' || (node.value ?? null) === null) return node
  if (!each) return sameOr(node, castBeside(beside, node.value))
  if (!Array.isArray(node.value))
    throw new IncomparableError({ beside: `a list of ${beside.name}`, value: words(node.value) })
  const cast = node.value.map((one: unknown) => castBeside(beside, one))
  return cast.some((one, i) => one !== (node.value as unknown[])[i]) ? valueNode(cast) : node
}
const sameOr = (node: Extract<Node, { kind: 'value' }>, value: unknown): Node =>
  value === node.value ? node : valueNode(value)

const lengthOf = (info: ResourceInfo, node: Node): number | undefined =>
  node.kind === 'value'
    ? Array.isArray(node.value)
      ? node.value.length
      : undefined
    : vectorLength(nodeType(info, node)?.storage)

/**
 * Vectors of different lengths are refused whatever is stored: each storage would make something
 * else of them.
 */
const assertLengths = (info: ResourceInfo, operands: readonly Node[]): void => {
  const [left, right] = operands.map((operand) => lengthOf(info, operand))
  if (left !== undefined && right !== undefined && left !== right)
    throw differentLengths(left, right)
}

const fieldOf = (info: ResourceInfo, node: Node | undefined): Named | undefined => {
  if (node?.kind !== 'ref') return undefined
  const end = endOf(info, node.path)
  const problem =
    end?.attributes.get(node.name) ??
    end?.calculations.get(node.name) ??
    end?.aggregates.get(node.name)
  return problem && { name: `${end!.name}.${node.name}`, type: problem.type }
}
const element = (field: Named | undefined): Named | undefined =>
  field?.type.of && { name: field.name, type: field.type.of }

const assertKind = (operator: Operator, kind: string, operands: readonly Node[]): void => {
  for (const operand of operands)
    if (
      operand.kind === 'value' &&
      (operand.value ?? null) !== null &&
      kindOf(operand.value) !== kind
    )
      throw new IncomparableError({
        beside: `\`${operator}\`, which takes a ${kind}`,
        value: words(operand.value),
      })
}

const typedCall = (info: ResourceInfo, node: CallNode): Node => {
  const { operator, operands } = node
  const [left, right] = operands
  const changed = (next: readonly Node[]): Node =>
    next.some((operand, i) => operand !== operands[i]) ? call(operator, ...next) : node
  const beside = (field: Named | undefined, each: boolean): Node =>
    field ? changed(operands.map((operand) => castNode(field, operand, each))) : node
  const kind = kinds.get(operator)
  if (kind) assertKind(operator, kind, operands)
  if (operator in vectors) assertLengths(info, operands)
  if (alikeOperators.has(operator))
    return beside(
      operands.map((operand) => fieldOf(info, operand)).find((field) => field !== undefined),
      false,
    )
  if (operator === 'in') {
    const field = fieldOf(info, left)
    return field ? beside(field, true) : beside(element(fieldOf(info, right)), false)
  }
  if (operator === 'inKeys')
    return changed(
      keyParts(operands).flatMap(([part, values]) => {
        const field = fieldOf(info, part)
        return [part, field ? castNode(field, values, true) : values]
      }),
    )
  if (operator === 'has') return beside(element(fieldOf(info, left)), false)
  return operator === 'intersects'
    ? beside(element(fieldOf(info, left) ?? fieldOf(info, right)), true)
    : node
}

/** The same for a whole condition, which is itself true, false or unknown. */
export const typedCondition = (info: ResourceInfo, node: Node): Node => {
  if (node.kind === 'value' && (node.value ?? null) !== null && typeof node.value !== 'boolean')
    throw new IncomparableError({
      beside: 'a condition, which is true or false',
      value: words(node.value),
    })
  return typedOperands(info, node)
}

/**
 * The tree with the values that are compared with fields, as the fields' types have them: an ID in
 * lower case, a number that was given as text. So memory and SQL compare the same. A value that the
 * field could never hold is `Incomparable`. Templates are left for after they are bound.
 */
export const typedOperands = (info: ResourceInfo, node: Node): Node => {
  if (node.kind === 'exists' || node.kind === 'aggregate') {
    const end = endOf(info, node.path)
    return end ? mapChildren(node, (child) => typedOperands(end, child)) : node
  }
  if (node.kind !== 'call') return node
  const inner = mapChildren(node, (child) => typedOperands(info, child))
  return inner.kind === 'call' ? typedCall(info, inner) : inner
}
