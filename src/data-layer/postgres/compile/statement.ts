import { createQueryId, PostgresQueryCompiler } from 'kysely'
import type { DataRow } from '../../data-layer.ts'
import type { Sql } from './fragment.ts'
import { Slot } from './slot.ts'

export type Cells = readonly (string | null)[]

/** A statement ready to be sent: its text, the parameters in order, and how a row of the result is read. */
export interface Statement {
  readonly text: string
  readonly slots: readonly Slot[]
  readonly decode: (cells: Cells) => DataRow
}

const compiler = new PostgresQueryCompiler()

export const statement = (text: Sql, decode: Statement['decode']): Statement => {
  const compiled = compiler.compileQuery(text.toOperationNode(), createQueryId())
  return { text: compiled.sql, slots: compiled.parameters.map(assertSlot), decode }
}

/** Nothing but slots may become a parameter: a value that got into the text any other way is a mistake of the compiler. */
const assertSlot = (parameter: unknown): Slot => {
  if (parameter instanceof Slot) return parameter
  throw new TypeError('A statement was compiled with a bare value.')
}
