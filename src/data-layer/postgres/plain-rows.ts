import type { Cells } from './compile/statement.ts'
import type { SqlResult } from './driver.ts'

const whole = (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text)
/** By the number of a type in Postgres. Others stay text, such as `numeric` and `date`. */
const readers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === 't',
  20: whole,
  21: Number,
  23: Number,
  26: Number,
  114: (text) => JSON.parse(text),
  700: Number,
  701: Number,
  1184: (text) => new Date(text),
  3802: (text) => JSON.parse(text),
}

/** Rows of plain SQL as objects: the same values whatever the driver. */
export const plainRows = ({ fields, rows }: SqlResult): Record<string, unknown>[] =>
  rows.map((cells: Cells) =>
    Object.fromEntries(
      fields.map(({ name, oid }, i) => [
        name,
        cells[i] === null || cells[i] === undefined
          ? null
          : (readers[oid] ?? ((text) => text))(cells[i]),
      ]),
    ),
  )

/** A parameter of plain SQL as text. */
export const plainParameter = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value))
    return `{${value.map((item) => (item === null ? 'NULL' : `"${plainParameter(item)!.replaceAll(/["\\]/g, '\\$&')}"`)).join(',')}}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
