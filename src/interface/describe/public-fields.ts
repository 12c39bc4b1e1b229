import type {
  AggregateInfo,
  AttributeInfo,
  CalculationInfo,
  RelationshipInfo,
  ResourceInfo,
} from '../../resource/info.ts'
import type { Type } from '../../type/type.ts'
import { perObject } from '../../text/lazy.ts'

const shown = <T extends { readonly public: boolean }>(members: ReadonlyMap<string, T>): T[] =>
  [...members.values()].filter((member) => member.public)

/** Asked for every record that is given out, so made once. */
export const publicAttributes = perObject((resource: ResourceInfo): readonly AttributeInfo[] =>
  Object.freeze(shown(resource.attributes)),
)
export const publicRelationships = (resource: ResourceInfo): RelationshipInfo[] =>
  shown(resource.relationships)
/** Calculations and aggregates. */
const publicComputed = (resource: ResourceInfo): (CalculationInfo | AggregateInfo)[] => [
  ...shown(resource.calculations),
  ...shown(resource.aggregates),
]

/**
 * The public fields that a record always has: its attributes but those that are read on request
 * only.
 */
export const selectedAttributes = (resource: ResourceInfo): AttributeInfo[] =>
  publicAttributes(resource).filter(({ selectedByDefault }) => selectedByDefault)

export interface QueryableField {
  readonly name: string
  readonly type: Type<unknown>
}
/** What a caller may filter by, with the type it is compared as. */
export const filterableFields = (resource: ResourceInfo): QueryableField[] => [
  ...publicAttributes(resource),
  ...publicComputed(resource),
]
/** What a caller may sort by. */
export const sortableFields = (resource: ResourceInfo): QueryableField[] =>
  filterableFields(resource).filter(({ type }) => type.compare)

/** What a caller may ask to have loaded. */
export const loadableNames = (resource: ResourceInfo): string[] => [
  ...publicRelationships(resource).map(({ name }) => name),
  ...publicComputed(resource).map(({ name }) => name),
  ...publicAttributes(resource)
    .filter(({ selectedByDefault }) => !selectedByDefault)
    .map(({ name }) => name),
]
