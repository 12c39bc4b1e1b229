import { DefinitionError } from '../error/definition-error.ts'
import { isExpression, type Node } from '../expression/node.ts'

/** Where a condition stands, for the message: a resource, and a path in its declaration or the name of an option. */
export interface ConditionPlace {
  readonly resource: string
  readonly path: readonly string[]
}

/** The tree of the condition that a developer's function gives. Anything else it gave, a boolean or nothing, would be a condition that is never true. */
export const conditionNode = (condition: unknown, refs: unknown, place: ConditionPlace): Node => {
  if (typeof condition !== 'function')
    throw new DefinitionError({ ...place, problem: 'it is not a function', fix: "Write one that gives an expression: ({ status }) => eq(status, 'open')." })
  const made: unknown = (condition as (refs: unknown) => unknown)(refs)
  if (isExpression(made)) return made.node
  throw new DefinitionError({
    ...place,
    problem: 'it gives no expression',
    fix: 'Compare with eq(…) and its like, and return that; === compares here and now.',
  })
}
