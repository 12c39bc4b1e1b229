import { DefinitionError } from '../error/definition-error.ts'
import { type Node, nodeOf } from '../expression/node.ts'
import { lazyObject } from '../text/lazy.ts'
import { didYouMean } from '../text/nearest.ts'
import { booleanType } from '../type/boolean.ts'
import { field as fieldWith } from '../type/field.ts'
import { floatType } from '../type/float.ts'
import { integerType } from '../type/integer.ts'
import { listType } from '../type/list.ts'
import { isNumericStorage } from '../type/stored-form.ts'
import { sumType } from '../type/sum.ts'
import type { Type } from '../type/type.ts'
import type { Aggregate } from './aggregate.ts'
import type { AggregateInfo, AttributeInfo, RelationshipInfo, ResourceInfo } from './info.ts'
import { conditionNode, makeRefs } from './make-refs.ts'
import { sortNodes } from './sort-nodes.ts'

const relationshipOf = (
  source: ResourceInfo,
  name: string,
  relationship: string,
): RelationshipInfo => {
  const relation = source.relationships.get(relationship)
  if (relation) return relation
  throw new DefinitionError({
    resource: source.name,
    path: ['aggregates', name],
    problem: `"${relationship}" is not a relationship`,
    fix: didYouMean(relationship, source.relationships.keys()).trim(),
  })
}

const attributeOf = (
  source: ResourceInfo,
  name: string,
  { field }: Aggregate<unknown>,
  destination: ResourceInfo,
): AttributeInfo => {
  const attribute = destination.attributes.get(field ?? '')
  if (attribute) return attribute
  throw new DefinitionError({
    resource: source.name,
    path: ['aggregates', name],
    problem: `"${field}" is not an attribute of ${destination.name}`,
    fix: didYouMean(field ?? '', destination.attributes.keys()).trim(),
  })
}

const typeOf = (
  source: ResourceInfo,
  name: string,
  aggregate: Aggregate<unknown>,
  destination: ResourceInfo,
): Type<unknown> => {
  if (aggregate.function === 'count') return integerType() as Type<unknown>
  if (aggregate.function === 'exists') return booleanType() as Type<unknown>
  const { type } = attributeOf(source, name, aggregate, destination)
  if (aggregate.function === 'list') return listType(fieldWith(type)) as Type<unknown>
  const calculates = aggregate.function === 'sum' || aggregate.function === 'avg'
  if (calculates && !isNumericStorage(type.storage))
    throw new DefinitionError({
      resource: source.name,
      path: ['aggregates', name],
      problem: `there is no ${aggregate.function} of ${aggregate.field}, a ${type.name}`,
      fix: 'Choose a number.',
    })
  if (aggregate.function === 'avg') return floatType() as Type<unknown>
  return aggregate.function === 'sum' ? sumType(type) : type
}

const nodeFor = (
  source: ResourceInfo,
  name: string,
  aggregate: Aggregate<unknown>,
  destination: ResourceInfo,
): Node => {
  const { options, relationship } = aggregate
  const path = Object.freeze([relationship])
  const where =
    options.filter &&
    conditionNode(options.filter, makeRefs(destination), {
      resource: source.name,
      path: ['aggregates', name, 'filter'],
    })
  if (aggregate.function === 'exists')
    return Object.freeze({ kind: 'exists', path, where, origin: 'trusted' })
  const of =
    aggregate.function === 'count'
      ? undefined
      : nodeOf(makeRefs(destination)[attributeOf(source, name, aggregate, destination).name])
  return Object.freeze({
    kind: 'aggregate',
    function: aggregate.function,
    path,
    of,
    where,
    sort: sortNodes(destination, options.sort),
    origin: 'trusted',
  })
}

export const aggregateInfo = (
  source: ResourceInfo,
  name: string,
  aggregate: Aggregate<unknown>,
): AggregateInfo => {
  const destination = () => relationshipOf(source, name, aggregate.relationship).destination
  return lazyObject<AggregateInfo>({
    name: () => name,
    function: () => aggregate.function,
    type: () => typeOf(source, name, aggregate, destination()),
    public: () => aggregate.options.public === true,
    description: () => aggregate.options.description,
    node: () => nodeFor(source, name, aggregate, destination()),
  })
}
