import type { Json } from '../../type/type.ts'
import type { NamedField } from './named-field.ts'
import { spacedJson } from './spaced-json.ts'
import { producedSchema } from './type-words.ts'

/** A value as JSON: by its type, or as it is where it does not fit the type (a demo may be partly wrong). */
export const wireValue = ({ type }: NamedField, value: unknown): Json => {
  if (value === null || value === undefined) return null
  const cast = type.cast(value)
  return cast.ok ? type.toJson(cast.value) : (JSON.parse(JSON.stringify(value) ?? 'null') as Json)
}

/** A value as a prompt shows it: text as it is, a list of texts in a text's place as numbered `«items»`, anything else as JSON. */
export const formatValue = (named: NamedField, value: unknown): string => {
  if (Array.isArray(value) && producedSchema(named.type).type === 'string')
    return formatTexts(value.map((item) => (typeof item === 'string' ? item : spacedJson(item as Json))))
  const wire = wireValue(named, value)
  return typeof wire === 'string' ? wire : spacedJson(wire)
}

const formatTexts = (texts: readonly string[]): string => {
  if (texts.length === 0) return 'N/A'
  if (texts.length === 1) return quote(texts[0]!)
  return texts.map((text, index) => `[${index + 1}] ${quote(text)}`).join('\n')
}

const quote = (text: string): string => (/[\n«»]/.test(text) ? `«««\n    ${text.replaceAll('\n', '\n    ')}\n»»»` : `«${text}»`)
