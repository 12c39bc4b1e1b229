import { formatValue, ownLines } from '../format-value.ts'
import type { NamedField } from '../named-field.ts'
import { block, escapeMarkers } from './marker.ts'

/** Fields as blocks below their markers. */
export const markedInputs = (fields: readonly NamedField[], values: Readonly<Record<string, unknown>>): string =>
  fields.map((field) => block(field.name, escapeMarkers(ownLines(formatValue(field, values[field.name]))))).join('\n\n')
