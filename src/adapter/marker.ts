import { formatValue, ownLines } from './format-value.ts'
import type { NamedField } from './named-field.ts'

/** The line before a field's value. */
export const marker = (name: string): string => `[[ ## ${name} ## ]]`

/** A marker inside a value would end its field, so it gets a backslash, which reading removes. */
export const escapeMarkers = (text: string): string =>
  text.replaceAll(/\[\[(\s*)(\\*##)/g, String.raw`[[$1\$2`)
export const unescapeMarkers = (text: string): string =>
  text.replaceAll(/\[\[(\s*)\\(\\*##)/g, '[[$1$2')

export const block = (name: string, text: string): string => `${marker(name)}\n${text}`

/** Fields as blocks below their markers. */
export const markedInputs = (
  fields: readonly NamedField[],
  values: Readonly<Record<string, unknown>>,
): string =>
  fields
    .map((field) =>
      block(field.name, escapeMarkers(ownLines(formatValue(field, values[field.name])))),
    )
    .join('\n\n')
