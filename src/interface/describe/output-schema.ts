import type { ActionInfo } from '../../action/contract/action-info.ts'
import type { AttributeInfo, ResourceInfo } from '../../resource/info.ts'
import { fieldJsonSchema } from '../../type/json-schema.ts'
import type { JsonSchema, Type } from '../../type/type.ts'
import { isListRead, isPaginated } from './controls.ts'
import { type LoadRequest, loadsOf } from './load-request.ts'
import { publicAttributes, selectedAttributes } from './public-fields.ts'

const attributeSchema = ({ field }: AttributeInfo): JsonSchema => fieldJsonSchema(field, 'output')
const computedSchema = ({ type }: { readonly type: Type<unknown> }): JsonSchema => ({
  anyOf: [type.outputJsonSchema ?? type.jsonSchema, { type: 'null' }],
})

const loadedSchema = (resource: ResourceInfo, load: LoadRequest): Record<string, JsonSchema> =>
  Object.fromEntries(
    loadsOf(load).flatMap(([name, nested]): [string, JsonSchema][] => {
      const relationship = resource.relationships.get(name)
      if (relationship) {
        const related = recordSchema(relationship.destination, nested)
        return [
          [
            name,
            relationship.many
              ? { type: 'array', items: related }
              : { anyOf: [related, { type: 'null' }] },
          ],
        ]
      }
      const computed = resource.calculations.get(name) ?? resource.aggregates.get(name)
      if (computed) return [[name, computedSchema(computed)]]
      const attribute = resource.attributes.get(name)
      return attribute ? [[name, attributeSchema(attribute)]] : []
    }),
  )

/**
 * The JSON Schema of a record as an interface returns it: its public attributes and what was
 * loaded.
 */
export const recordSchema = (resource: ResourceInfo, load: LoadRequest = {}): JsonSchema => ({
  type: 'object',
  ...(resource.description === undefined ? {} : { description: resource.description }),
  properties: {
    ...Object.fromEntries(
      publicAttributes(resource).map((attribute) => [attribute.name, attributeSchema(attribute)]),
    ),
    ...loadedSchema(resource, load),
  },
  required: selectedAttributes(resource).map(({ name }) => name),
})

const nullableText: JsonSchema = { type: ['string', 'null'] }

const listSchema = (record: JsonSchema, paginated: boolean): JsonSchema => ({
  type: 'object',
  properties: {
    results: { type: 'array', items: record },
    ...(paginated
      ? {
          more: { type: 'boolean' },
          limit: { type: 'integer' },
          count: { type: 'integer' },
          startCursor: nullableText,
          endCursor: nullableText,
        }
      : {}),
  },
  required: paginated ? ['results', 'more', 'limit', 'startCursor', 'endCursor'] : ['results'],
})

/** The JSON Schema of what an action returns. */
export const outputSchema = (
  action: ActionInfo,
  load: LoadRequest,
  record: JsonSchema = recordSchema(action.resource, load),
): JsonSchema => {
  if (action.kind === 'action')
    return action.returns ? fieldJsonSchema(action.returns, 'output') : { type: 'null' }
  return isListRead(action) ? listSchema(record, isPaginated(action)) : record
}
