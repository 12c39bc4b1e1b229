import type { Node } from '../../expression/node.ts'
import { differentLengths } from '../../expression/operator/vector.ts'
import { children } from '../../expression/walk.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { nodeType } from '../../resource/node-type.ts'

const compared = new Set<string>(['cosineDistance', 'l2Distance', 'innerProduct'])

const withVectors = new WeakMap<ResourceInfo, boolean>()
const hasVectors = (info: ResourceInfo): boolean => {
  const known = withVectors.get(info) ?? [...info.attributes.values()].some(({ type }) => type.name === 'vector')
  withVectors.set(info, known)
  return known
}

const lengthOf = (info: ResourceInfo, node: Node): number | undefined => {
  if (node.kind === 'value') return Array.isArray(node.value) ? node.value.length : undefined
  const length = /^vector\((\d+)\)$/.exec(nodeType(info, node)?.storage ?? '')?.[1]
  return length === undefined ? undefined : Number(length)
}

const check = (info: ResourceInfo, node: Node): void => {
  if (node.kind === 'exists' || node.kind === 'aggregate') return
  if (node.kind === 'call' && compared.has(node.operator)) {
    const [left, right] = node.operands.map((operand) => lengthOf(info, operand))
    if (left !== undefined && right !== undefined && left !== right) throw differentLengths(left, right)
  }
  for (const child of children(node)) check(info, child)
}

/** Vectors of different lengths are refused before a query, whatever is stored: each storage would make something else of them. */
export const checkVectorLengths = (info: ResourceInfo, nodes: readonly (Node | undefined)[]): void => {
  if (hasVectors(info)) for (const node of nodes) if (node) check(info, node)
}
