import type { Fields } from '../type/field.ts'
import { aggregateInfo } from './aggregate-info.ts'
import { attributeInfo } from './attribute-info.ts'
import { calculationInfo } from './calculation-info.ts'
import { declared } from './declaration.ts'
import type { ResourceInfo } from './info.ts'
import { lazyObject } from './lazy.ts'
import { relationshipInfo } from './relationship-info.ts'
import type { AnyResource } from './resource.ts'
import { indexInfo } from './indexes.ts'
import { tableName } from './table-name.ts'

const mapped = <V, I>(entries: readonly (readonly [string, V])[], make: (name: string, value: V) => I): ReadonlyMap<string, I> =>
  new Map(entries.map(([name, value]) => [name, make(name, value)]))

const build = (resource: AnyResource): ResourceInfo => {
  const { resourceName, resourceOptions } = resource
  const info: ResourceInfo = lazyObject<ResourceInfo>({
    name: () => resourceName,
    resource: () => resource,
    table: () => resourceOptions.table ?? tableName(resourceName),
    renamedFrom: () => [resourceOptions.renamedFrom ?? []].flat(),
    description: () => resourceOptions.description,
    primaryKey: () => Object.freeze([...info.attributes.values()].filter(({ primaryKey }) => primaryKey).map(({ name }) => name)),
    attributes: () => mapped(Object.entries(resource.attributes as Fields), (name, like) => attributeInfo(resourceName, name, like)),
    relationships: () => mapped(declared(resource, 'relationships'), (name, relationship) => relationshipInfo(info, name, relationship, resourceInfo)),
    calculations: () => mapped(declared(resource, 'calculations'), (name, calculation) => calculationInfo(info, name, calculation)),
    aggregates: () => mapped(declared(resource, 'aggregates'), (name, aggregate) => aggregateInfo(info, name, aggregate)),
    identities: () =>
      mapped(declared(resource, 'identities'), (name, { keys, options }) => ({
        name,
        keys,
        nullsDistinct: options.nullsDistinct ?? true,
        message: options.message ?? 'has already been taken',
      })),
    indexes: () => mapped(declared(resource, 'indexes'), (name, index) => indexInfo(info, name, index)),
  })
  return info
}

const known = new WeakMap<AnyResource, ResourceInfo>()

/**
 * What a resource's class declares, as data: built once for each class. Destinations and expressions are resolved on first use,
 * so this may be called before all files are loaded.
 */
export const resourceInfo = (resource: AnyResource): ResourceInfo => {
  const made = known.get(resource) ?? build(resource)
  known.set(resource, made)
  return made
}
