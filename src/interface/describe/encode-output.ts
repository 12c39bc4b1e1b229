import type { ActionInfo } from '../../action/contract/action-info.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { fieldOf } from '../../type/field.ts'
import type { Json, Type } from '../../type/type.ts'
import { type LoadRequest, loadsOf } from './load-request.ts'
import { publicAttributes } from './public-fields.ts'

type Values = Readonly<Record<string, unknown>>

const encodeValue = (type: Type<unknown>, value: unknown): Json =>
  value === null || value === undefined ? null : type.toJson(value)

const encodeRelated = (value: unknown, resource: ResourceInfo, load: LoadRequest): Json => {
  if (value === null || value === undefined) return null
  return Array.isArray(value)
    ? value.map((record) => encodeRecord(record as Values, resource, load))
    : encodeRecord(value as Values, resource, load)
}

const encodeLoaded = (
  record: Values,
  resource: ResourceInfo,
  load: LoadRequest,
): [string, Json][] =>
  loadsOf(load).flatMap(([name, nested]): [string, Json][] => {
    if (!Object.hasOwn(record, name) || record[name] === undefined) return []
    const relationship = resource.relationships.get(name)
    if (relationship) return [[name, encodeRelated(record[name], relationship.destination, nested)]]
    const field =
      resource.calculations.get(name) ??
      resource.aggregates.get(name) ??
      resource.attributes.get(name)
    return field ? [[name, encodeValue(field.type, record[name])]] : []
  })

/**
 * A record as JSON: its public attributes, and what was loaded by name. Nothing else of it is given
 * out, whatever it holds.
 */
export const encodeRecord = (
  record: Values,
  resource: ResourceInfo,
  load: LoadRequest = {},
): Json => {
  const attributes = publicAttributes(resource).filter(({ name }) => record[name] !== undefined)
  return Object.fromEntries([
    ...attributes.map(({ name, type }) => [name, encodeValue(type, record[name])] as const),
    ...encodeLoaded(record, resource, load),
  ])
}

/** What an action gave, as JSON: a record, a list of records, or the value of its declared type. */
export const encodeOutput = (
  { kind, resource, returns }: ActionInfo,
  output: unknown,
  load: LoadRequest = {},
): Json => {
  if (kind !== 'action') return encodeRelated(output, resource, load)
  return returns ? encodeValue(fieldOf(returns).type, output) : null
}
