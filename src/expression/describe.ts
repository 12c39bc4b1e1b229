import { shown } from '../text/shown.ts'
import type { AggregateNode, CallNode, ExistsNode, Node, TemplateNode } from './node.ts'
import { operatorTable } from './operator/table.ts'

/**
 * An expression in plain words, for explanations: `status is "published" or author.id is actor.id`.
 */
export const describe = (node: Node): string => {
  switch (node.kind) {
    case 'value':
      return valueWords(node.value)
    case 'ref':
      return [...node.path, node.name].join('.')
    case 'template':
      return templateWords(node)
    case 'call':
      return callWords(node)
    case 'exists':
      return `there is one of ${node.path.join('.')}${whereWords(node)}`
    case 'aggregate':
      return `the ${node.function}${node.of ? ` of ${describe(node.of)}` : ''} over ${node.path.join('.')}${whereWords(node)}`
    default:
      return node satisfies never
  }
}

const valueWords = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) && value.length <= 10
    ? `[${value.map(valueWords).join(', ')}]`
    : shown(value ?? null)
}
const templateWords = ({ source, path }: TemplateNode) =>
  source === 'argument' ? path.join('.') : [source, ...path].join('.')
const whereWords = ({ where }: ExistsNode | AggregateNode) =>
  where ? ` where ${wrapped(where)}` : ''

const isInfix = (node: Node) =>
  node.kind === 'exists' ||
  node.kind === 'aggregate' ||
  (node.kind === 'call' && operatorTable[node.operator].infix === true)
const wrapped = (node: Node) => (isInfix(node) ? `(${describe(node)})` : describe(node))
const loose = new Set(['and', 'or'])

const callWords = ({ operator, operands }: CallNode): string => {
  const [first] = operands
  if (operator === 'not' && first?.kind === 'call' && first.operator === 'isNull')
    return `${wrapped(first.operands[0]!)} is not null`
  const plain = (operand: Node) =>
    loose.has(operator) &&
    !(
      operand.kind === 'call' &&
      (loose.has(operand.operator) || operand.operator === 'if' || operand.operator === 'coalesce')
    )
  return operatorTable[operator].words(
    operands.map((operand) => (plain(operand) ? describe(operand) : wrapped(operand))),
  )
}
