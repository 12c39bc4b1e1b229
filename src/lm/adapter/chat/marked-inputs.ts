import { formatValue } from '../format-value.ts'
import type { NamedField } from '../named-field.ts'
import { block, escapeMarkers } from './marker.ts'

/** Fields as blocks below their markers. */
export const markedInputs = (fields: readonly NamedField[], values: Readonly<Record<string, unknown>>): string =>
  fields.map((field) => block(field.name, escapeMarkers(formatValue(field, values[field.name]).trim()))).join('\n\n')
