import { assertMeant } from './assert-meant.ts'
import { nodeOf } from '../expression/node.ts'
import { lazyObject, perObject } from '../text/lazy.ts'
import { type FieldLike, fieldOf, type Fields } from '../type/field.ts'
import { aggregateInfo } from './aggregate-info.ts'
import type { Calculation } from './calculation.ts'
import { declarationOf } from './declaration.ts'
import { indexInfo } from './indexes.ts'
import type { AttributeInfo, CalculationInfo, ResourceInfo } from './info.ts'
import { makeRefs } from './make-refs.ts'
import { relationshipInfo } from './relationship-info.ts'
import type { AnyResource } from './resource.ts'
import { snakeCase, tableName } from './table-name.ts'

const attributeInfo = (resource: string, name: string, like: FieldLike): AttributeInfo => {
  const field = fieldOf(like, { resource, path: ['attributes', name] })
  const { options, type } = field
  return Object.freeze({
    name,
    column: options.source ?? snakeCase(name),
    field,
    type: type as AttributeInfo['type'],
    nullable: options.nullable === true,
    primaryKey: options.primaryKey === true,
    public: options.public === true,
    sensitive: options.sensitive === true,
    writable: options.writable !== false,
    generated: options.generated === true,
    selectedByDefault: options.selectedByDefault !== false,
    description: options.description,
    renamedFrom: options.renamedFrom ?? [],
  })
}

const calculationInfo = (
  source: ResourceInfo,
  name: string,
  { type, define, options }: Calculation<unknown>,
): CalculationInfo =>
  lazyObject<CalculationInfo>({
    name: () => name,
    type: () => fieldOf(type).type as CalculationInfo['type'],
    public: () => options.public === true,
    description: () => options.description,
    node: () => {
      const refs = makeRefs(source)
      const outcome = define(refs)
      const place = { resource: source.name, path: ['calculations', name] }
      assertMeant([outcome], [refs], (again) => [define(again)], place)
      return nodeOf(outcome)
    },
  })

const mapped = <V, I>(
  entries: readonly (readonly [string, V])[],
  make: (name: string, value: V) => I,
): ReadonlyMap<string, I> => new Map(entries.map(([name, value]) => [name, make(name, value)]))

const build = (resource: AnyResource): ResourceInfo => {
  const { resourceName, resourceOptions } = resource
  const info: ResourceInfo = lazyObject<ResourceInfo>({
    name: () => resourceName,
    resource: () => resource,
    table: () => resourceOptions.table ?? tableName(resourceName),
    renamedFrom: () => [resourceOptions.renamedFrom ?? []].flat(),
    description: () => resourceOptions.description,
    primaryKey: () =>
      Object.freeze(
        [...info.attributes.values()]
          .filter(({ primaryKey }) => primaryKey)
          .map(({ name }) => name),
      ),
    attributes: () =>
      mapped(Object.entries(resource.attributes as Fields), (name, like) =>
        attributeInfo(resourceName, name, like),
      ),
    relationships: () =>
      mapped(declarationOf(resource, 'relationships'), (name, relationship) =>
        relationshipInfo(info, name, relationship, resourceInfo),
      ),
    calculations: () =>
      mapped(declarationOf(resource, 'calculations'), (name, calculation) =>
        calculationInfo(info, name, calculation),
      ),
    aggregates: () =>
      mapped(declarationOf(resource, 'aggregates'), (name, aggregate) =>
        aggregateInfo(info, name, aggregate),
      ),
    identities: () =>
      mapped(declarationOf(resource, 'identities'), (name, { keys, options }) => ({
        name,
        keys,
        nullsDistinct: options.nullsDistinct ?? true,
        message: options.message ?? 'has already been taken',
      })),
    indexes: () =>
      mapped(declarationOf(resource, 'indexes'), (name, index) => indexInfo(info, name, index)),
  })
  return info
}

/**
 * What a resource's class declares, as data: built once for each class. Destinations and
 * expressions are resolved on first use, so this may be called before all files are loaded.
 */
export const resourceInfo = perObject(build)
