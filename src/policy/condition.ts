import { describe } from '../expression/describe.ts'
import { isExpression, type Node, valueNode } from '../expression/node.ts'
import type { CheckRequest } from './check.ts'
import type { Condition } from './policy.ts'

const isCheckNode = (decided: boolean | Node): decided is Node => typeof decided === 'object'

/** A condition as a tree, its templates unbound. */
export const conditionNode = (condition: Condition, request: CheckRequest): Node => {
  if (typeof condition === 'boolean') return valueNode(condition)
  if (isExpression(condition)) return condition.node
  const decided = condition.decide(request)
  return isCheckNode(decided) ? decided : valueNode(decided)
}

/** A condition in plain words. */
export const conditionWords = (condition: Condition): string => {
  if (typeof condition === 'boolean') return condition ? 'always' : 'never'
  return isExpression(condition) ? describe(condition.node) : condition.description
}
