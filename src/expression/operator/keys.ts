import { canonicalJson } from '../../text/canonical-json.ts'
import { equalValues } from '../compare.ts'
import type { Node } from '../node.ts'
import type { OperatorDefinition } from './definition.ts'

type Values = readonly unknown[]

/**
 * The operands of `inKeys`: each a part of the key, with the list of what it is in one key after
 * the other.
 */
export const keyParts = (
  operands: readonly Node[],
): readonly (readonly [part: Node, values: Node])[] =>
  operands.flatMap((operand, i) => (i % 2 === 0 ? [[operand, operands[i + 1]!] as const] : []))

/** Whether a value has a text of its own that it is looked up by. */
export const isIndexed = (value: unknown): boolean =>
  (value ?? null) !== null && !(typeof value === 'number' && !Number.isFinite(value))

interface Index {
  readonly rows: ReadonlyMap<string, Values>
  /** The keys that are compared one by one. */
  readonly others: readonly Values[]
}
const indexOf = (lists: readonly Values[]): Index => {
  const keys = (lists[0] ?? []).map((_, row) => lists.map((list) => list[row] ?? null))
  return {
    rows: new Map(
      keys.filter((key) => key.every(isIndexed)).map((key) => [canonicalJson(key), key]),
    ),
    others: keys.filter((key) => !key.every(isIndexed)),
  }
}
/** The operands of a tree never change. */
const indexes = new WeakMap<readonly Node[], Index>()

const sameKey = (candidate: Values, key: Values): boolean | null => {
  let isCertain = true
  for (const [i, part] of key.entries()) {
    if (part === null || candidate[i] === null) isCertain = false
    else if (!equalValues(candidate[i], part)) return false
  }
  return isCertain || null
}
const isOneOf = (candidate: Values, keys: Iterable<Values>): boolean | null => {
  let unknown = false
  for (const key of keys) {
    const same = sameKey(candidate, key)
    if (same) return true
    unknown ||= same === null
  }
  return unknown ? null : false
}

export const keys = {
  /** The disjunction of the keys, each the conjunction of its parts' equalities. */
  inKeys: {
    arity: [2, Number.POSITIVE_INFINITY],
    evaluate(operands, scope, evaluate) {
      const parts = keyParts(operands)
      const candidate = parts.map(([part]) => evaluate(part, scope))
      const constant = parts.every(([, values]) => values.kind === 'value')
      const cached = constant ? indexes.get(operands) : undefined
      const index =
        cached ?? indexOf(parts.map(([, values]) => (evaluate(values, scope) ?? []) as Values))
      if (constant) indexes.set(operands, index)
      if (!candidate.every(isIndexed))
        return isOneOf(candidate, [...index.rows.values(), ...index.others])
      const row = index.rows.get(canonicalJson(candidate))
      return row && sameKey(candidate, row) ? true : isOneOf(candidate, index.others)
    },
    words: (operands) => {
      const [parts, lists] = [0, 1].map((side) =>
        operands.filter((_, i) => i % 2 === side).join(', '),
      )
      return `(${parts}) is one of the keys in ${lists}`
    },
    infix: true,
  },
} satisfies Record<string, OperatorDefinition>
