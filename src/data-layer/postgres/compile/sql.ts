import { Slot } from './slot.ts'

/** What stands between the words of a statement: another piece of it, or a parameter. */
export type Piece = Sql | Slot

/** A piece of SQL. Its words come from the compiler alone, values only as slots. */
export class Sql {
  readonly parts: readonly (string | Piece)[]
  constructor(parts: readonly (string | Piece)[]) {
    this.parts = parts
  }
}

const tag = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Sql => {
  const parts: (string | Piece)[] = [strings[0]!]
  for (const [i, piece] of pieces.entries()) parts.push(piece, strings[i + 1]!)
  return new Sql(parts)
}
const comma = new Sql([', '])

/**
 * ``sql`select ${value}` ``, with `id` for names, `raw` for SQL's own words and `join` for lists.
 */
export const sql = Object.assign(tag, {
  id: (...names: readonly string[]): Sql =>
    new Sql([names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')]),
  raw: (text: string): Sql => new Sql([text]),
  join: (pieces: readonly Piece[], separator: Sql = comma): Sql =>
    new Sql(pieces.flatMap((piece, i) => (i ? [separator, piece] : [piece]))),
})

/** The text with numbered parameters, and their slots in order. */
export const numbered = (
  piece: Sql,
): { readonly text: string; readonly slots: readonly Slot[] } => {
  const slots: Slot[] = []
  let text = ''
  const write = ({ parts }: Sql): void => {
    for (const part of parts) {
      if (typeof part === 'string') text += part
      else if (part instanceof Sql) write(part)
      else if (part instanceof Slot) text += `$${slots.push(part)}`
      else throw new TypeError('A statement was compiled with a bare value.')
    }
  }
  write(piece)
  return { text, slots }
}
