import { DefinitionError } from '../error/definition-error.ts'
import type { Node } from '../expression/node.ts'
import { children } from '../expression/walk.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { didYouMean } from '../text/nearest.ts'

const fields = ({ attributes, calculations, aggregates }: ResourceInfo) => [
  ...attributes.keys(),
  ...calculations.keys(),
  ...aggregates.keys(),
]

const missing = (info: ResourceInfo, what: string, name: string, names: Iterable<string>) =>
  new DefinitionError({
    resource: info.name,
    path: ['policies'],
    problem: `a check mentions "${name}", which is not ${what}`,
    fix: didYouMean(name, names).trim() || `There are: ${[...names].join(', ') || 'none'}.`,
  })

/**
 * The first name of a tree that its resource does not have. Names in callbacks were looked up as
 * the trees were built; those in the trees of checks were not.
 */
export const unknownMention = (info: ResourceInfo, node: Node): DefinitionError | undefined => {
  let end = info
  for (const step of 'path' in node && node.kind !== 'template' ? node.path : []) {
    const next = end.relationships.get(step)?.destination
    if (!next) return missing(end, 'a relationship', step, end.relationships.keys())
    end = next
  }
  if (node.kind === 'ref')
    return fields(end).includes(node.name)
      ? undefined
      : missing(end, 'an attribute, calculation or aggregate', node.name, fields(end))
  for (const child of children(node)) {
    const mention = unknownMention(end, child)
    if (mention) return mention
  }
  return undefined
}
