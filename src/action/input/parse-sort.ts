import { InvalidFilterValueError } from '../../error/invalid-value.ts'
import { NoSuchFieldError, UnsortableFieldError } from '../../error/no-such-name.ts'
import { refNode, type SortNode } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { sortNode } from '../../resource/sort-nodes.ts'
import { guard } from '../read/guard.ts'
import type { Reading } from '../read/reading.ts'
import { publicField, publicNames, publicRelationship } from './public-fields.ts'

type Path = readonly (string | number)[]

/**
 * The resource at the end of a path of public to-one relationships: of many records none could say
 * where their parent stands.
 */
const endOf = (info: ResourceInfo, path: readonly string[], key: Path): ResourceInfo =>
  path.reduce((at, name) => {
    const relationship = publicRelationship(at, name)
    if (!relationship)
      throw new NoSuchFieldError({
        resource: at.name,
        field: name,
        known: publicNames(at),
        path: key,
      })
    if (relationship.many)
      throw new UnsortableFieldError({
        resource: at.name,
        field: name,
        reason: 'it leads to many records',
      })
    return relationship.destination
  }, info)

const keyOf = (reading: Reading, info: ResourceInfo, key: unknown, i: number): SortNode => {
  const place: Path = ['sort', i]
  if (typeof key !== 'string')
    throw new InvalidFilterValueError({
      field: 'sort',
      path: place,
      message: 'must be the name of a field',
      rule: 'string',
    })
  const descending = key.startsWith('-')
  const path = (descending ? key.slice(1) : key).split('.')
  const { path: longest } = reading.scope.runtime.limits
  if (path.length > longest + 1)
    throw new InvalidFilterValueError({
      field: 'sort',
      path: place,
      message: `must follow at most ${longest} relationships`,
      rule: 'depth',
    })
  const name = path.pop() ?? ''
  const end = endOf(info, path, place)
  const field = publicField(end, name)
  if (!field)
    throw new NoSuchFieldError({
      resource: end.name,
      field: name,
      known: publicNames(end),
      path: place,
    })
  if (!field.type.compare)
    throw new UnsortableFieldError({
      resource: end.name,
      field: name,
      reason: `a ${field.type.name} has no order`,
    })
  return sortNode(
    reading.bind(info, guard(reading.visible, info, refNode(path, name, 'input'))),
    descending ? 'desc' : 'asc',
  )
}

/**
 * A caller's order: public fields that have one, those of to-one relationships by a dotted path.
 * What the caller may not see there counts as null.
 */
export const parseSort = (reading: Reading, info: ResourceInfo, input: unknown): SortNode[] => {
  const { sortFields } = reading.scope.runtime.limits
  if (!Array.isArray(input) || input.length > sortFields)
    throw new InvalidFilterValueError({
      field: 'sort',
      path: ['sort'],
      message: `must be a list of at most ${sortFields} fields`,
      rule: 'list',
    })
  return input.map((key, i) => keyOf(reading, info, key, i))
}
