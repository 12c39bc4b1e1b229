import type { ResourceInfo } from '../../resource/info.ts'
import type { JsonSchema } from '../../type/type.ts'
import type { Control, PageLimits } from './controls.ts'
import { type FilterDetail, filterSchema } from './filter-schema.ts'
import { loadableNames, publicRelationships, sortableFields } from './public-fields.ts'

interface ControlContext {
  readonly resource: ResourceInfo
  readonly page: PageLimits
  readonly filter: FilterDetail
}

const sortNames = (resource: ResourceInfo, filter: FilterDetail): string[] => {
  const toOne = filter === 'full' ? publicRelationships(resource).filter(({ many }) => !many) : []
  return [
    ...sortableFields(resource).map(({ name }) => name),
    ...toOne.flatMap(({ name, destination }) =>
      sortableFields(destination).map((field) => `${name}.${field.name}`),
    ),
  ]
}
const sortSchema = (resource: ResourceInfo, filter: FilterDetail): JsonSchema => ({
  type: 'array',
  description: 'Fields to sort by, the most important first. A leading - means descending.',
  items: {
    type: 'string',
    enum: sortNames(resource, filter).flatMap((name) => [name, `-${name}`]),
  },
})

const loadSchema = (resource: ResourceInfo): JsonSchema => ({
  type: 'array',
  description: `What to return in addition to the fields. Related records have a dotted path, and lists of them can have a maximum (comments:50). ${loadableNames(resource).join(', ') || 'There is nothing to load'}.`,
  items: { type: 'string' },
})

const cursor = (where: string): JsonSchema => ({
  type: 'string',
  description: `The cursor of a result; the page starts right ${where} it.`,
})

/** The JSON Schema of one control. */
export const controlSchema = (
  control: Control,
  { resource, page, filter }: ControlContext,
): JsonSchema => {
  switch (control) {
    case 'filter':
      return filterSchema(resource, filter)
    case 'sort':
      return sortSchema(resource, filter)
    case 'limit':
      return {
        type: 'integer',
        minimum: 1,
        maximum: page.max,
        default: page.default,
        description: 'The maximum number of results.',
      }
    case 'offset':
      return {
        type: 'integer',
        minimum: 0,
        description: 'How many results to skip. Cannot be combined with a cursor.',
      }
    case 'after':
      return cursor('after')
    case 'before':
      return cursor('before')
    case 'count':
      return { type: 'boolean', description: 'Whether to count all results.' }
    case 'load':
      return loadSchema(resource)
  }
}
