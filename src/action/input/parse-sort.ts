import { InvalidFilterValue } from '../../error/invalid-filter-value.ts'
import { NoSuchField } from '../../error/no-such-field.ts'
import { UnsortableField } from '../../error/unsortable-field.ts'
import type { SortNode } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { sortNode } from '../../resource/sort-nodes.ts'
import { guard } from '../read/guard.ts'
import type { Reading } from '../read/reading.ts'
import { publicField, publicNames } from './public-fields.ts'

const most = 10

const keyOf = (reading: Reading, info: ResourceInfo, key: unknown, i: number): SortNode => {
  if (typeof key !== 'string') throw new InvalidFilterValue({ field: 'sort', path: ['sort', i], message: 'must be the name of a field', rule: 'string' })
  const descending = key.startsWith('-')
  const name = descending ? key.slice(1) : key
  const field = publicField(info, name)
  if (!field) throw new NoSuchField({ resource: info.name, field: name, known: publicNames(info), path: ['sort', i] })
  if (!field.type.compare) throw new UnsortableField({ resource: info.name, field: name, reason: `a ${field.type.name} has no order` })
  return sortNode(reading.bind(guard(reading, info, field.node)), descending ? 'desc' : 'asc')
}

/** A caller's order: public fields that have one. */
export const parseSort = (reading: Reading, info: ResourceInfo, input: unknown): SortNode[] => {
  if (!Array.isArray(input) || input.length > most)
    throw new InvalidFilterValue({ field: 'sort', path: ['sort'], message: `must be a list of at most ${most} fields`, rule: 'list' })
  return input.map((key, i) => keyOf(reading, info, key, i))
}
