import type { AttributeInfo, RelationshipInfo, ResourceInfo } from '../resource/info.ts'

/**
 * A belongsTo whose destination is in the same storage: the source attribute holds null or an
 * existing value of the destination's.
 */
export interface ForeignKey {
  readonly source: ResourceInfo
  readonly relationship: RelationshipInfo
  readonly attribute: AttributeInfo
  readonly destination: ResourceInfo
  readonly destinationAttribute: AttributeInfo
}

/** Whether no two records share a value of this attribute. */
export const isUnique = (info: ResourceInfo, attribute: string): boolean =>
  (info.primaryKey.length === 1 && info.primaryKey[0] === attribute) ||
  [...info.identities.values()].some(({ keys }) => keys.length === 1 && keys[0] === attribute)

/**
 * Whether a to-one relationship may have several candidates, of which it means one: the first by
 * its sort, then by the primary key.
 */
export const isAmbiguous = ({
  many,
  destination,
  destinationAttribute,
}: RelationshipInfo): boolean => !many && !isUnique(destination, destinationAttribute)

/**
 * The references that the storage of these resources keeps intact: those to a unique attribute of
 * the same storage type.
 */
export const foreignKeys = (resources: readonly ResourceInfo[]): ForeignKey[] => {
  const keys = new Map<string, ForeignKey>()
  for (const source of resources) {
    for (const relationship of source.relationships.values()) {
      const key =
        relationship.kind === 'belongsTo' ? foreignKey(source, relationship, resources) : undefined
      if (key && !keys.has(`${source.table}.${key.attribute.column}`))
        keys.set(`${source.table}.${key.attribute.column}`, key)
    }
  }
  return [...keys.values()]
}

const foreignKey = (
  source: ResourceInfo,
  relationship: RelationshipInfo,
  resources: readonly ResourceInfo[],
): ForeignKey | undefined => {
  const { destination } = relationship
  const attribute = source.attributes.get(relationship.sourceAttribute)
  const destinationAttribute = destination.attributes.get(relationship.destinationAttribute)
  if (!attribute || !destinationAttribute || !resources.includes(destination)) return undefined
  if (
    !isUnique(destination, destinationAttribute.name) ||
    attribute.type.storage !== destinationAttribute.type.storage
  )
    return undefined
  return { source, relationship, attribute, destination, destinationAttribute }
}
