import type { AttributeInfo } from '../../../resource/info.ts'
import type { Storage, Type } from '../../../type/type.ts'
import { storable } from '../../storable.ts'

/** Every parameter goes out as text, with its type in the statement: drivers guess nothing. */
export const plainText = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return timeText(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** As Postgres reads it, whose years have no sign; it knows none before 4713 BC. */
const timeText = (date: Date): string => {
  const year = date.getUTCFullYear()
  const text = date.toISOString()
  if (year >= 1 && year <= 9999) return text
  const rest = `${text.slice(text.indexOf('-', 1), -1).replace('T', ' ')}+00`
  if (year > 9999) return `${year}${rest}`
  return year < -4711 ? '-infinity' : `${String(1 - year).padStart(4, '0')}${rest} BC`
}

const asArray = (json: string) => `{${json.slice(1, -1)}}`

/** By the type's own `dump`. */
export const dumped =
  (type: Type<unknown>, storage: Storage) =>
  (value: unknown): string => {
    const text = plainText(type.dump(value))
    return storage === 'double precision[]' ? asArray(text) : text
  }

/** What goes into an attribute's column. */
export const encodeAttribute = (
  attribute: AttributeInfo,
  storage: Storage,
): ((value: unknown) => string) => {
  const encode = dumped(attribute.type, storage)
  return storage === 'bigint' ? (value) => encode(storable(attribute, value)) : encode
}

/** A vector that no type describes. */
export const vectorText = (storage: Storage) => (value: readonly number[]) =>
  storage === 'double precision[]' ? asArray(JSON.stringify(value)) : JSON.stringify(value)

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
/** The text of a Postgres array. */
export const arrayText = (items: readonly (string | null)[]): string =>
  `{${items.map((item) => (item === null ? 'NULL' : quoted(item))).join(',')}}`

/** An element of a list as `jsonb` holds it. */
export const elementJson = (of: Type<unknown> | undefined) => (value: unknown) =>
  JSON.stringify(of ? of.toJson(value) : value)
/** A list, its elements by their type. */
export const listJson = (of: Type<unknown> | undefined) => (values: readonly unknown[]) =>
  `[${values.map((value) => (value === null ? 'null' : elementJson(of)(value))).join(',')}]`
