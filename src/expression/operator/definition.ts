import type { Node } from '../node.ts'
import type { Scope } from '../scope.ts'

export type Evaluate = (node: Node, scope: Scope) => unknown

/**
 * What an operator means in memory and how it reads. Null is unknown; no operator sees or returns
 * `undefined`.
 */
export interface OperatorDefinition {
  /** The least and the greatest number of operands. */
  readonly arity: readonly [number, number]
  /** Gets its operands unevaluated, since some need not look at all of them. */
  evaluate(operands: readonly Node[], scope: Scope, evaluate: Evaluate): unknown
  /** The operation in plain words. */
  words(operands: readonly string[]): string
  /** Whether the words need parentheses inside another operation. */
  readonly infix?: boolean
  /** Null where any operand is. */
  readonly strict?: boolean
  /** Is null for some operands that are not: a quotient by zero. */
  readonly partial?: boolean
  /** Has another value for the same operands at another time. */
  readonly volatile?: boolean
}

type Options = Pick<OperatorDefinition, 'infix' | 'partial'>

/** An operator over values that is null where an operand is. */
export const strict = <V extends readonly unknown[]>(
  arity: number | readonly [number, number],
  apply: (...values: V) => unknown,
  words: OperatorDefinition['words'],
  options: Options = {},
): OperatorDefinition => ({
  arity: typeof arity === 'number' ? [arity, arity] : arity,
  evaluate(operands, scope, evaluate) {
    const values: unknown[] = []
    for (const operand of operands) {
      const value = evaluate(operand, scope)
      if (value === null) return null
      values.push(value)
    }
    return apply(...(values as unknown as V))
  },
  words,
  strict: true,
  ...options,
})

/** An operator over values that has its own mind about null. */
export const total = <V extends readonly unknown[]>(
  arity: number,
  apply: (...values: V) => unknown,
  words: OperatorDefinition['words'],
  options: Options = {},
): OperatorDefinition => ({
  arity: [arity, arity],
  evaluate: (operands, scope, evaluate) =>
    apply(...(operands.map((operand) => evaluate(operand, scope)) as unknown as V)),
  words,
  ...options,
})
