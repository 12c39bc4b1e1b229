import type { Json } from '../../type/type.ts'

/** JSON on one line, with a space after each comma and colon, as language models write it themselves. */
export const spacedJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, part]) => `${JSON.stringify(key)}: ${spacedJson(part)}`)
    .join(', ')}}`
}
