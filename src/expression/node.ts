import { AshlarError } from '../error/ashlar-error.ts'
import { literal } from './literal.ts'

/** An expression has too many parts for a storage. */
export class ExpressionTooLargeError extends AshlarError {
  static override readonly mark: string = 'ashlar.ExpressionTooLargeError'
  readonly class = 'invalid'
  readonly code = 'expression_too_large'
  constructor(what: 'levels' | 'operands', most: number) {
    super(
      `An expression has more than ${most} ${what}. Use \`inList\` to compare with a list, or split the query.`,
      { variables: { what, most } },
    )
  }
}

/**
 * The expression tree: frozen plain data. One tree is evaluated in memory and compiled to SQL with
 * the same three-valued meaning. `origin` says who wrote a reference: what came from a caller
 * ('input') reaches public fields only and is authorized along its path.
 */
export type Origin = 'trusted' | 'input'

export interface ValueNode {
  readonly kind: 'value'
  readonly value: unknown
}
/**
 * An attribute, calculation or aggregate of the resource at the end of a path of to-one
 * relationships.
 */
export interface RefNode {
  readonly kind: 'ref'
  readonly path: readonly string[]
  readonly name: string
  readonly origin: Origin
}
/**
 * Bound to a value before evaluation: a path into the actor, an argument of the action, the
 * context, the tenant.
 */
export interface TemplateNode {
  readonly kind: 'template'
  readonly source: 'actor' | 'argument' | 'context' | 'tenant'
  readonly path: readonly string[]
}
export interface CallNode {
  readonly kind: 'call'
  readonly operator: Operator
  readonly operands: readonly Node[]
}
/**
 * What counts before the last relationship of the path is followed: of a many-to-many one, which
 * join records, rooted at the join resource; of a to-one relationship with several candidates,
 * among which of them it chooses. Placed by authorization alone, bound, so nothing but the data
 * layers looks into it.
 */
export type JoinCondition = Node
/**
 * Whether a related record exists for which `where` (rooted at the end of the path) is true. Never
 * unknown.
 */
export interface ExistsNode {
  readonly kind: 'exists'
  readonly path: readonly string[]
  readonly where: Node | undefined
  readonly join?: JoinCondition
  readonly origin: Origin
}
/** Over the records at the end of a path: their count, or a function of one of their fields. */
export interface AggregateNode {
  readonly kind: 'aggregate'
  readonly function: AggregateFunction
  readonly path: readonly string[]
  /** What is aggregated, rooted at the end of the path; absent for count. */
  readonly of: Node | undefined
  readonly where: Node | undefined
  readonly join?: JoinCondition
  readonly sort: readonly SortNode[]
  readonly origin: Origin
}
export type Node = ValueNode | RefNode | TemplateNode | CallNode | ExistsNode | AggregateNode

export interface SortNode {
  readonly by: Node
  readonly direction: 'asc' | 'desc'
  /** Default, as in Postgres and Ash: last when ascending, first when descending. */
  readonly nulls: 'first' | 'last'
}

export type AggregateFunction =
  | 'count'
  | 'exists'
  | 'sum'
  | 'min'
  | 'max'
  | 'avg'
  | 'first'
  | 'list'

/** Every operator, with its Postgres meaning on nulls. */
export type Operator =
  | 'and'
  | 'or'
  | 'not'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'in'
  | 'inKeys'
  | 'isNull'
  | 'isDistinctFrom'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'negate'
  | 'abs'
  | 'round'
  | 'concat'
  | 'lower'
  | 'upper'
  | 'trim'
  | 'md5'
  | 'length'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'has'
  | 'intersects'
  | 'size'
  | 'coalesce'
  | 'if'
  | 'now'
  | 'dateAdd'
  | 'startOf'
  | 'cosineDistance'
  | 'l2Distance'
  | 'innerProduct'

declare const expressionType: unique symbol
/**
 * An expression of a value type. Made by the operator functions and by references; `node` is its
 * tree.
 */
export interface Expr<T> {
  readonly [expressionType]: T
  readonly node: Node
}
/** A value, or an expression that has one. */
export type Operand<T> = T | Expr<T>

class Expression {
  readonly node: Node
  constructor(node: Node) {
    this.node = Object.freeze(node)
    Object.freeze(this)
  }
}
/** Wraps a tree as a typed expression. */
export const expression = <T>(node: Node): Expr<T> => new Expression(node) as never
export const isExpression = (candidate: unknown): candidate is Expr<unknown> =>
  candidate instanceof Expression

export const valueNode = (value: unknown): ValueNode =>
  Object.freeze({ kind: 'value', value: literal(value) })
export const nodeOf = (operand: unknown): Node =>
  isExpression(operand) ? operand.node : valueNode(operand)

/**
 * Deeper or wider trees would overflow the stack of who walks through them, or the parameters of a
 * statement.
 */
const [deepest, widest] = [500, 30_000]
const depths = new WeakMap<Node, number>()
const depthOf = (node: Node | undefined): number =>
  node ? (depths.get(node) ?? ('where' in node ? 1 + depthOf(node.where) : 0)) : 0
/** For operands that may be too many to be spread. */
export const callOf = (operator: Operator, operands: readonly Node[]): CallNode => {
  if (operands.length > widest) throw new ExpressionTooLargeError('operands', widest)
  const node: CallNode = Object.freeze({
    kind: 'call',
    operator,
    operands: Object.freeze(operands),
  })
  let depth = 0
  for (const operand of operands) depth = Math.max(depth, depthOf(operand))
  if (depth >= deepest) throw new ExpressionTooLargeError('levels', deepest)
  depths.set(node, depth + 1)
  return node
}
export const call = (operator: Operator, ...operands: readonly Node[]): CallNode =>
  callOf(operator, operands)
export const refNode = (
  path: readonly string[],
  name: string,
  origin: Origin = 'trusted',
): RefNode => Object.freeze({ kind: 'ref', path: Object.freeze(path), name, origin })
