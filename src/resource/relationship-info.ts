import { DefinitionError } from '../error/definition-error.ts'
import type { Node } from '../expression/node.ts'
import { lazyObject } from '../text/lazy.ts'
import { declarationOf } from './declaration.ts'
import type { RelationshipInfo, ResourceInfo } from './info.ts'
import { conditionNode, makeRefs } from './make-refs.ts'
import type { AnyRelationship, ManyToManyOptions } from './relationship.ts'
import type { AnyResource } from './resource.ts'
import { sortNodes } from './sort-nodes.ts'
import { camelCase } from './table-name.ts'

/** Made by the caller, so that relationships and resources need not import each other. */
export type InfoOf = (resource: AnyResource) => ResourceInfo

const definition = (source: ResourceInfo, name: string, problem: string, fix: string) =>
  new DefinitionError({ resource: source.name, path: ['relationships', name], problem, fix })

const destinationOf = (
  source: ResourceInfo,
  name: string,
  thunk: () => unknown,
  infoOf: InfoOf,
  option: string,
): ResourceInfo => {
  if ('resourceName' in thunk)
    throw definition(
      source,
      name,
      `its ${option} is a class itself`,
      `Name it in a function: () => ${String(thunk.resourceName)}.`,
    )
  const resource = thunk() as AnyResource | undefined
  if (typeof resource === 'function' && 'resourceName' in resource) return infoOf(resource)
  throw definition(
    source,
    name,
    `its ${option} is not a resource`,
    'Give a function that returns a class made with Resource(…).',
  )
}

const soleKey = (source: ResourceInfo, name: string, of: ResourceInfo, option: string): string => {
  const [key, ...rest] = of.primaryKey
  if (key !== undefined && rest.length === 0) return key
  throw definition(
    source,
    name,
    `${of.name} has no single primary key to relate by`,
    `Name the attribute with the option \`${option}\`.`,
  )
}

/** The attribute of `holder` with which its one belongsTo points at `target`, else `<target>Id`. */
const pointer = (
  holder: ResourceInfo,
  target: ResourceInfo,
  refuse: (problem: string) => Error,
): string => {
  const back = declarationOf(holder.resource, 'relationships').filter(
    ([, { kind, destination }]) => kind === 'belongsTo' && destination() === target.resource,
  )
  const fallback = `${camelCase(target.name)}Id`
  const [only] = back
  if (back.length > 1 && !holder.attributes.has(fallback))
    throw refuse(
      `${holder.name} belongs to ${target.name} by several relationships (${back.map(([name]) => name).join(', ')})`,
    )
  return back.length === 1 && only ? (only[1].options.source ?? `${only[0]}Id`) : fallback
}

const throughOf = (
  source: ResourceInfo,
  name: string,
  options: ManyToManyOptions<unknown>,
  destination: ResourceInfo,
  infoOf: InfoOf,
): RelationshipInfo['through'] => {
  const resource = destinationOf(source, name, options.through, infoOf, '`through`')
  const refuse = (option: string) => (problem: string) =>
    definition(source, name, problem, `Name the attribute with the option \`${option}\`.`)
  return {
    resource,
    sourceAttribute: options.sourceOnJoin ?? pointer(resource, source, refuse('sourceOnJoin')),
    destinationAttribute:
      options.destinationOnJoin ?? pointer(resource, destination, refuse('destinationOnJoin')),
  }
}

const destinationAttribute = (
  source: ResourceInfo,
  name: string,
  { kind, options }: AnyRelationship,
  destination: ResourceInfo,
): string => {
  if (options.destination !== undefined) return options.destination
  if (kind === 'belongsTo' || kind === 'manyToMany')
    return soleKey(source, name, destination, 'destination')
  return pointer(destination, source, (problem) =>
    definition(source, name, problem, 'Name the attribute with the option `destination`.'),
  )
}

/**
 * What a relationship declares, with its defaults filled in; destinations and expressions are
 * looked up at the first use.
 */
export const relationshipInfo = (
  source: ResourceInfo,
  name: string,
  relationship: AnyRelationship,
  infoOf: InfoOf,
): RelationshipInfo => {
  const { kind, options } = relationship
  const info: RelationshipInfo = lazyObject<RelationshipInfo>({
    name: () => name,
    kind: () => kind,
    many: () => kind === 'hasMany' || kind === 'manyToMany',
    readable: () => 'readable' in options && options.readable,
    public: () => options.public === true,
    description: () => options.description,
    destination: () => destinationOf(source, name, relationship.destination, infoOf, 'destination'),
    sourceAttribute: () =>
      options.source ??
      (kind === 'belongsTo' ? `${name}Id` : soleKey(source, name, source, 'source')),
    destinationAttribute: () => destinationAttribute(source, name, relationship, info.destination),
    through: () =>
      kind === 'manyToMany'
        ? throughOf(source, name, options, info.destination, infoOf)
        : undefined,
    filter: (): Node | undefined =>
      options.filter &&
      conditionNode(options.filter, makeRefs(info.destination), {
        resource: source.name,
        path: ['relationships', name, 'filter'],
      }),
    sort: () => sortNodes(info.destination, options.sort),
  })
  return info
}
