import { type OperandKind, operatorsOf } from '../../action/input/operators.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type { JsonSchema, Type } from '../../type/type.ts'
import { filterableFields, publicRelationships } from './public-fields.ts'

/**
 * `full` spells every field out; `prose` says it in a sentence, about half as long: for tools,
 * whose definitions a model reads on every call.
 */
export type FilterDetail = 'full' | 'prose'

const operandSchema = (operand: OperandKind, { jsonSchema, of }: Type<unknown>): JsonSchema => {
  switch (operand) {
    case 'value':
      return jsonSchema
    case 'values':
      return { type: 'array', items: jsonSchema }
    case 'element':
      return of?.jsonSchema ?? jsonSchema
    case 'elements':
      return { type: 'array', items: of?.jsonSchema ?? jsonSchema }
    case 'text':
      return { type: 'string' }
    case 'flag':
      return { type: 'boolean' }
  }
}

/** A bare value where the type has equality, null, or an object of operators. */
const fieldSchema = (type: Type<unknown>): JsonSchema => {
  const operators = operatorsOf(type)
  const properties = Object.fromEntries(
    Object.entries(operators).map(([name, { operand }]) => [name, operandSchema(operand, type)]),
  )
  return {
    anyOf: [
      ...('eq' in operators ? [type.jsonSchema] : []),
      { type: 'null' },
      { type: 'object', properties, minProperties: 1, additionalProperties: false },
    ],
  }
}

const connectives: Readonly<Record<string, JsonSchema>> = {
  and: { type: 'array', items: { type: 'object' }, description: 'All of these filters hold.' },
  or: { type: 'array', items: { type: 'object' }, description: 'One of these filters holds.' },
  not: { type: 'object', description: 'This filter does not hold.' },
}

const full = (resource: ResourceInfo): JsonSchema => ({
  type: 'object',
  description: `Which ${resource.name} records: a value means equal, an object compares by operators.`,
  properties: {
    ...Object.fromEntries(
      filterableFields(resource).map(({ name, type }) => [name, fieldSchema(type)]),
    ),
    ...Object.fromEntries(
      publicRelationships(resource).map(({ name, destination, many }) => [
        name,
        {
          type: 'object',
          description: `A filter on ${many ? 'one of ' : ''}the related ${destination.name}.`,
        },
      ]),
    ),
    ...connectives,
  },
  additionalProperties: false,
})

const prose = (resource: ResourceInfo): JsonSchema => {
  const fields = filterableFields(resource).map(({ name, type }) => `${name} (${type.description})`)
  const related = publicRelationships(resource).map(
    ({ name, destination }) => `${name} (a filter on ${destination.name})`,
  )
  const example =
    '{"field": "value"} or {"field": {"gte": 3}}, joined by "and": [...], "or": [...], "not": {...}'
  return {
    type: 'object',
    description: `Which ${resource.name} records, as ${example}. Operators: eq, ne, in, notIn, lt, lte, gt, gte, isNull; contains, startsWith, endsWith on text; has, intersects on lists. Fields: ${[...fields, ...related].join(', ')}.`,
  }
}

/** The JSON Schema of a caller's filter: public fields only. */
export const filterSchema = (resource: ResourceInfo, detail: FilterDetail): JsonSchema =>
  detail === 'full' ? full(resource) : prose(resource)
