import type { DataRow } from '../../data-layer.ts'
import type { Slot } from './slot.ts'
import { numbered, type Sql } from './sql.ts'

export type Cells = readonly (string | null)[]

/**
 * A statement ready to be sent: its text, the parameters in order, and how a row of the result is
 * read.
 */
export interface Statement {
  readonly text: string
  readonly slots: readonly Slot[]
  readonly decode: (cells: Cells) => DataRow
}

export const statement = (text: Sql, decode: Statement['decode']): Statement => ({
  ...numbered(text),
  decode,
})
