import { call, type CallNode, type Node, type Operator, valueNode } from '../../expression/node.ts'
import { keyParts } from '../../expression/operator/keys.ts'
import { mapChildren } from '../../expression/walk.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { endOf, nodeType } from '../../resource/node-type.ts'
import { alikeOperators } from '../../resource/typed-operands.ts'
import { isDirect, storedForm } from '../../type/stored-form.ts'
import type { Type } from '../../type/type.ts'
import { perObject } from '../../text/lazy.ts'

const comparing = new Set<Operator>([...alikeOperators, 'in', 'has', 'intersects', 'if'])

/** A value as its neighbor's type stores it. */
const stored = ({ operator }: CallNode, type: Type<unknown>, value: unknown): unknown => {
  const one = operator === 'has' ? type.of : type
  if (!one || value === null) return value
  if (operator !== 'in') return storedForm(one, value)
  return Array.isArray(value) ? value.map((each) => storedForm(one, each)) : value
}

/** Each list of a key's values goes by the part that it belongs to. */
const storedKeys = (info: ResourceInfo, { operands }: CallNode): CallNode =>
  call(
    'inKeys',
    ...keyParts(operands).flatMap(
      ([part, values]) => storedCall(info, call('in', part, values)).operands,
    ),
  )

const storedCall = (info: ResourceInfo, node: CallNode): CallNode => {
  if (node.operator === 'inKeys') return storedKeys(info, node)
  const children = mapChildren(node, (child) => storedNode(info, child)) as CallNode
  if (!comparing.has(node.operator) || !node.operands.some(({ kind }) => kind === 'value'))
    return children
  const beside = node.operator === 'if' ? node.operands.slice(1) : node.operands
  const type = beside
    .filter(({ kind }) => kind !== 'value')
    .map((operand) => nodeType(info, operand))
    .find((candidate) => candidate !== undefined)
  if (!type || isDirect(type)) return children
  const operands = children.operands.map((operand, i) =>
    operand.kind === 'value' && !(node.operator === 'if' && i === 0)
      ? valueNode(stored(node, type, operand.value))
      : operand,
  )
  return call(node.operator, ...operands)
}

const storedNode = (info: ResourceInfo, node: Node): Node => {
  if (node.kind === 'call') return storedCall(info, node)
  if (node.kind !== 'exists' && node.kind !== 'aggregate') return node
  const end = endOf(info, node.path)
  return end ? mapChildren(node, (child) => storedNode(end, child)) : node
}

const storedTrees = perObject((info: ResourceInfo) =>
  perObject((node: Node) => storedNode(info, node)),
)
/**
 * A tree whose values are in the stored form of what they are compared with. The same trees are
 * used for each record.
 */
export const storedTree = (info: ResourceInfo, node: Node): Node =>
  node.kind === 'value' || node.kind === 'ref' ? node : storedTrees(info)(node)
