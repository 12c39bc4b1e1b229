import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Slot } from './slot.ts'
import { numbered, type Piece, Sql, sql } from './sql.ts'

const slot = (constant: string): Slot => new Slot({ constant }, String)
const constants = (slots: readonly Slot[]): (string | null)[] => slots.map((one) => one.text([]))

/**
 * Pieces nested in each other, beside the flat list of words and parameters that they stand for.
 */
interface Nested {
  readonly piece: Piece
  readonly flat: readonly (string | { readonly value: string })[]
}
const nested = fc.letrec<{ any: Nested }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 6 },
    fc.string().map((text): Nested => ({ piece: sql.raw(text), flat: [text] })),
    fc.string().map((value): Nested => ({ piece: slot(value), flat: [{ value }] })),
    fc.tuple(tie('any'), tie('any')).map(
      ([a, b]): Nested => ({
        piece: sql`(${a.piece} = ${b.piece})`,
        flat: ['(', ...a.flat, ' = ', ...b.flat, ')'],
      }),
    ),
    fc.array(tie('any'), { maxLength: 4 }).map(
      (all): Nested => ({
        piece: sql.join(all.map(({ piece }) => piece)),
        flat: all.flatMap(({ flat }, i) => (i ? [', ', ...flat] : flat)),
      }),
    ),
  ),
})).any

describe('a piece of SQL', () => {
  it('reads as its words in order, with its parameters numbered as they come', () => {
    fc.assert(
      fc.property(nested, ({ piece, flat }) => {
        const { text, slots } = numbered(sql`${piece}`)
        const values = flat.flatMap((part) => (typeof part === 'string' ? [] : [part.value]))
        let at = 0
        expect(text).toBe(
          flat.map((part) => (typeof part === 'string' ? part : `$${++at}`)).join(''),
        )
        expect(constants(slots)).toEqual(values)
      }),
    )
  })
  it('numbers a parameter anew wherever its piece is used again', () => {
    const once = sql`${slot('a')}::text`
    expect(numbered(sql`${once} < ${slot('b')} and ${once} > ''`).text).toBe(
      `$1::text < $2 and $3::text > ''`,
    )
  })
  it('quotes names, and joins with a separator of its own', () => {
    expect(numbered(sql.join([sql.id('a"b', 'c'), sql.raw('d')], sql` and `)).text).toBe(
      '"a""b"."c" and d',
    )
    expect(numbered(sql.join([])).text).toBe('')
  })
  it('takes no bare value, whatever the types were told', () => {
    expect(() => numbered(new Sql(['select ', 1 as never]))).toThrow('bare value')
  })
})
