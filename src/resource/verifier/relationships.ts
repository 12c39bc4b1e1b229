import { DefinitionError } from '../../error/definition-error.ts'
import { didYouMean } from '../../type/nearest.ts'
import type { RelationshipInfo, ResourceInfo } from '../info.ts'
import { attempted, type Verifier } from './verifier.ts'

interface End {
  readonly resource: ResourceInfo
  readonly attribute: string
  readonly option: string
}

/** The pairs of attributes that must be equal for two records to be related. */
const pairs = (source: ResourceInfo, { sourceAttribute, destinationAttribute, destination, through }: RelationshipInfo): [End, End][] => {
  const from = { resource: source, attribute: sourceAttribute, option: 'source' }
  const to = { resource: destination, attribute: destinationAttribute, option: 'destination' }
  if (!through) return [[from, to]]
  const { resource } = through
  return [
    [from, { resource, attribute: through.sourceAttribute, option: 'sourceOnJoin' }],
    [{ resource, attribute: through.destinationAttribute, option: 'destinationOnJoin' }, to],
  ]
}

const broken = (source: ResourceInfo, name: string, [left, right]: [End, End]): DefinitionError[] => {
  const at = { resource: source.name, path: ['relationships', name] }
  const missing = [left, right].filter(({ resource, attribute }) => !resource.attributes.has(attribute))
  if (missing.length) {
    return missing.map(
      ({ resource, attribute, option }) =>
        new DefinitionError({
          ...at,
          problem: `${resource.name} has no attribute "${attribute}"`,
          fix: `${didYouMean(attribute, resource.attributes.keys()).trim()} Declare it, or name another with the option \`${option}\`.`.trim(),
        }),
    )
  }
  const [one, other] = [left.resource.attributes.get(left.attribute)!.type, right.resource.attributes.get(right.attribute)!.type]
  if (one.storage === other.storage) return []
  return [
    new DefinitionError({
      ...at,
      problem: `${left.resource.name}.${left.attribute} is a ${one.name}, but ${right.resource.name}.${right.attribute} is a ${other.name}`,
      fix: 'Give both the same type.',
    }),
  ]
}

/** Relationships lead to resources, by attributes that exist and have the same type. */
export const relationshipsFit: Verifier = (info) =>
  [...info.relationships.values()].flatMap((relationship) => {
    const found: DefinitionError[] = []
    const failed = attempted({ resource: info.name, path: ['relationships', relationship.name] }, () => {
      for (const pair of pairs(info, relationship)) found.push(...broken(info, relationship.name, pair))
    })
    return [...failed, ...found]
  })
