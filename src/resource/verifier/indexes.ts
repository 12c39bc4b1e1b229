import { DefinitionError } from '../../error/definition-error.ts'
import type { Node } from '../../expression/node.ts'
import { operatorTable } from '../../expression/operator/table.ts'
import { someNode } from '../../expression/walk.ts'
import type { IndexInfo, ResourceInfo } from '../info.ts'
import { attempted, type Verifier } from './verifier.ts'

/** Why an expression cannot be kept in an index, which knows the stored record alone. */
const beyondRecord = ({ attributes }: ResourceInfo, node: Node): string | undefined => {
  if (someNode(node, (at) => at.kind === 'exists' || at.kind === 'aggregate' || (at.kind === 'ref' && (at.path.length > 0 || !attributes.has(at.name)))))
    return 'it depends on more than the attributes of the record'
  if (someNode(node, (at) => at.kind === 'template')) return 'it depends on who asks'
  if (someNode(node, (at) => at.kind === 'call' && operatorTable[at.operator].volatile === true))
    return 'it depends on the time, and an index is made once; ask the time where it is read'
  return someNode(node, (at) => at.kind === 'ref') ? undefined : 'it does not depend on the record'
}

const problems = (info: ResourceInfo, { keys, where, method, unique }: IndexInfo): string[] => {
  if (keys.length === 0) return ['it has no keys']
  const beyond = [...keys.map(({ by }) => by), ...(where ? [where] : [])].flatMap((node) => beyondRecord(info, node) ?? [])
  const several = method === 'hash' && keys.length > 1 ? ['a hash index has one key'] : []
  const ordered = unique && method !== 'btree' ? [`a ${method} index cannot be unique`] : []
  return [...new Set([...beyond, ...several, ...ordered])]
}

/** Indexes are over the record's own attributes. */
export const indexesFit: Verifier = (info) =>
  [...info.indexes.values()].flatMap((index) => {
    const path = ['indexes', index.name]
    const broken = attempted({ resource: info.name, path }, () => [index.keys, index.where])
    if (broken.length) return broken
    return problems(info, index).map((problem) => new DefinitionError({ resource: info.name, path, problem }))
  })
