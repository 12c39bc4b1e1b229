import type { AnyField } from '../type/field.ts'
import { lenientField } from '../type/lenient.ts'
import type { Json, Type } from '../type/type.ts'
import type { NamedField } from './named-field.ts'
import { perObject } from '../text/lazy.ts'

/** JSON on one line, with a space after each comma and colon, as language models write it. */
export const spacedJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, part]) => `${JSON.stringify(key)}: ${spacedJson(part)}`)
    .join(', ')}}`
}

/** The type that keeps a text unchanged, including the indentation of its first line. */
const givenType = perObject(
  (field: AnyField): Type<unknown> =>
    (lenientField(field, 'given') as AnyField).type as Type<unknown>,
)

/**
 * A value as JSON: by its type, or unchanged if it does not fit the type (a demo may be partly
 * wrong).
 */
export const wireValue = ({ field }: NamedField, value: unknown): Json => {
  if (value === null || value === undefined) return null
  const type = givenType(field)
  const cast = type.cast(value)
  return cast.ok ? type.toJson(cast.value) : (JSON.parse(JSON.stringify(value) ?? 'null') as Json)
}

/** A value as a prompt shows it: text unchanged, anything else as JSON. */
export const formatValue = (namedField: NamedField, value: unknown): string => {
  const wire = wireValue(namedField, value)
  return typeof wire === 'string' ? wire : spacedJson(wire)
}

/**
 * A value on separate lines, without the blank lines around it, with the indentation of its first
 * line.
 */
export const ownLines = (text: string): string => {
  const lines = text.trimEnd().split('\n')
  const first = lines.findIndex((line) => line.trim() !== '')
  return lines.slice(Math.max(first, 0)).join('\n')
}
