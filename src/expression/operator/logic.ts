import { type OperatorDefinition, strict } from './definition.ts'

/** Kleene's conjunction (`decisive` false) and disjunction (`decisive` true). */
const connective = (decisive: boolean, word: string, empty: string): OperatorDefinition => ({
  arity: [0, Number.POSITIVE_INFINITY],
  evaluate(operands, scope, evaluate) {
    let result: boolean | null = !decisive
    for (const operand of operands) {
      const value = evaluate(operand, scope)
      if (value === decisive) return decisive
      if (value !== !decisive) result = null
    }
    return result
  },
  words: (operands) => operands.join(` ${word} `) || empty,
  infix: true,
})

export const logic = {
  and: connective(false, 'and', 'always'),
  or: connective(true, 'or', 'never'),
  not: strict(
    1,
    (value: unknown) => (typeof value === 'boolean' ? !value : null),
    ([operand]) => `not ${operand}`,
    { infix: true },
  ),
  if: {
    arity: [3, 3],
    evaluate: ([condition, then, otherwise], scope, evaluate) =>
      evaluate(evaluate(condition!, scope) === true ? then! : otherwise!, scope),
    words: ([condition, then, otherwise]) => `${then} if ${condition} else ${otherwise}`,
    infix: true,
  },
} satisfies Record<string, OperatorDefinition>
