import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import type { Node } from '../../expression/node.ts'
import { children } from '../../expression/walk.ts'
import type { ResourceInfo } from '../../resource/info.ts'

const refuse = (info: ResourceInfo, name: string): never => {
  throw new AssumptionFailedError(
    `What a caller sent reaches ${info.name}.${name}, which is not public.`,
  )
}

/**
 * The resource at the end of a path; where a caller wrote it, each relationship on it is public.
 */
const endOf = (info: ResourceInfo, path: readonly string[], fromCaller: boolean): ResourceInfo =>
  path.reduce((at, name) => {
    const relationship = at.relationships.get(name)
    if (!relationship || (fromCaller && !relationship.public)) return refuse(at, name)
    return relationship.destination
  }, info)

/**
 * A net below the parsers of callers' filters and sorts: throws where a reference that came from a
 * caller reaches a private field. The wall is `input/public-fields.ts`; whatever falls into this
 * net is a mistake of ours.
 */
export const assertPublic = (info: ResourceInfo, node: Node): void => {
  if (node.kind === 'ref') {
    if (node.origin !== 'input') return
    const end = endOf(info, node.path, true)
    const field =
      end.attributes.get(node.name) ??
      end.calculations.get(node.name) ??
      end.aggregates.get(node.name)
    if (!field?.public) refuse(end, node.name)
    return
  }
  const isRelated = node.kind === 'exists' || node.kind === 'aggregate'
  const end = isRelated ? endOf(info, node.path, node.origin === 'input') : info
  for (const child of children(node)) assertPublic(end, child)
}
