import type { Node } from './node.ts'
import { operatorTable } from './operator/table.ts'

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
