import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DataLayer } from '../../src/data-layer/data-layer.ts'
import { call, refNode, valueNode } from '../../src/expression/node.ts'
import {
  add,
  and,
  concat,
  contains,
  eq,
  gt,
  inList,
  isNull,
  or,
  value,
} from '../../src/expression/operators.ts'
import { author, book, library, loan, placement, shelf } from '../support/library.ts'
import type { MakeDataLayer } from '../support/data-layers.ts'
import { create, destroy, ids, read, readPlan, update } from '../support/plans.ts'

const all = () => value(true)

const fill = async ({ connection }: DataLayer) => {
  await create(connection, author, [
    { id: 1, name: 'Ada', email: 'ada@x', born: '1815-12-10' },
    { id: 2, name: 'bob', email: null, born: null },
    { id: 3, name: 'Émile', email: 'emile@x', born: '1840-04-02' },
  ])
  const base = {
    price: null,
    inPrint: null,
    acquiredAt: null,
    keywords: null,
    details: null,
    embedding: null,
  }
  await create(connection, book, [
    {
      ...base,
      id: 10,
      title: 'Notes',
      pages: 66,
      year: 1843,
      price: 1.5,
      inPrint: true,
      acquiredAt: new Date('2026-01-02T03:04:05.678Z'),
      keywords: ['engine', 'number'],
      details: { size: { w: 1 } },
      embedding: [1, 0, 0],
      authorId: 1,
    },
    { ...base, id: 11, title: 'Sketch', pages: 20, year: 1842, authorId: 1, embedding: [0, 1, 0] },
    { ...base, id: 12, title: 'Germinal', pages: null, year: 1885, inPrint: false, authorId: 3 },
    { ...base, id: 13, title: 'Anon', pages: 5, year: null, authorId: null },
  ])
  await create(connection, shelf, [
    { id: 1, room: 'A' },
    { id: 2, room: 'B' },
  ])
  await create(connection, placement, [
    { bookId: 10, shelfId: 1 },
    { bookId: 10, shelfId: 2 },
    { bookId: 11, shelfId: 2 },
  ])
}

/** What every data layer does. */
export const dataLayerContract = (make: MakeDataLayer): void => {
  let layer: DataLayer
  beforeEach(async () => {
    layer = await make(library)
    await fill(layer)
  })
  afterEach(async () => layer.close())

  describe('reading', () => {
    it('gives values back as they were stored', async () => {
      const [row] = await read(layer.connection, book, {
        filter: ({ id }) => eq(id, 10),
        select: [...book.attributes.keys()],
      })
      expect(row).toEqual({
        id: 10,
        title: 'Notes',
        pages: 66,
        year: 1843,
        price: 1.5,
        inPrint: true,
        acquiredAt: new Date('2026-01-02T03:04:05.678Z'),
        keywords: ['engine', 'number'],
        details: { size: { w: 1 } },
        embedding: [1, 0, 0],
        authorId: 1,
      })
    })
    it('hands out copies', async () => {
      const [row] = await read(layer.connection, book, { filter: ({ id }) => eq(id, 10) })
      ;(row!.keywords as string[]).push('more')
      expect(
        (await read(layer.connection, book, { filter: ({ id }) => eq(id, 10) }))[0]!.keywords,
      ).toEqual(['engine', 'number'])
    })
    it('sorts text by code point, nulls last ascending and first descending, the key deciding ties', async () => {
      expect(await ids(layer.connection, author, { sort: ['name'] })).toEqual([1, 2, 3])
      expect(await ids(layer.connection, author, { sort: ['email'] })).toEqual([1, 3, 2])
      expect(await ids(layer.connection, author, { sort: ['-email'] })).toEqual([2, 3, 1])
      expect(await ids(layer.connection, book, { sort: ['-inPrint'] })).toEqual([11, 13, 10, 12])
    })
    it('skips and limits after sorting', async () =>
      expect(await ids(layer.connection, book, { sort: ['-id'], limit: 2, offset: 1 })).toEqual([
        12, 11,
      ]))
    it('leaves out rows for which the filter is unknown', async () => {
      expect(
        await ids(layer.connection, author, { filter: ({ email }) => eq(email, 'ada@x') }),
      ).toEqual([1])
      expect(await ids(layer.connection, author, { filter: ({ email }) => isNull(email) })).toEqual(
        [2],
      )
      expect(
        await ids(layer.connection, book, {
          filter: ({ id }) => inList(id, [10, 13, 99]),
          sort: ['id'],
        }),
      ).toEqual([10, 13])
    })
    it('follows to-one relationships, a missing record being null', async () => {
      expect(
        await ids(layer.connection, book, {
          filter: ({ author: by }) => eq(by.name, 'Ada'),
          sort: ['id'],
        }),
      ).toEqual([10, 11])
      expect(
        await ids(layer.connection, book, { filter: ({ author: by }) => isNull(by.name) }),
      ).toEqual([13])
      expect(
        await ids(layer.connection, author, { filter: ({ latest }) => eq(latest.title, 'Notes') }),
      ).toEqual([1])
    })
    it('asks whether related records exist, over many-to-many relationships too', async () => {
      expect(
        await ids(layer.connection, author, {
          filter: ({ books }) => books.exists((at: { pages: never }) => gt(at.pages, 30)),
        }),
      ).toEqual([1])
      expect(
        await ids(layer.connection, shelf, {
          filter: ({ books }) =>
            books.exists((at: { title: never }) => eq(at.title, 'Sketch' as never)),
        }),
      ).toEqual([2])
    })
    it('counts calculations and aggregates', async () => {
      const rows = await read(layer.connection, author, {
        select: ['id'],
        sort: ['id'],
        computed: [
          'greeting',
          'bookCount',
          'pages',
          'meanPages',
          'lastYear',
          'firstTitle',
          'titles',
        ],
      })
      expect(rows).toEqual([
        {
          id: 1,
          greeting: 'Dear Ada',
          bookCount: 2,
          pages: 86,
          meanPages: 43,
          lastYear: 1843,
          firstTitle: 'Sketch',
          titles: ['Notes', 'Sketch'],
        },
        {
          id: 2,
          greeting: 'Dear bob',
          bookCount: 0,
          pages: null,
          meanPages: null,
          lastYear: null,
          firstTitle: null,
          titles: [],
        },
        {
          id: 3,
          greeting: 'Dear Émile',
          bookCount: 1,
          pages: null,
          meanPages: null,
          lastYear: 1885,
          firstTitle: 'Germinal',
          titles: ['Germinal'],
        },
      ])
    })
    it('filters and sorts by calculations and aggregates', async () => {
      expect(
        await ids(layer.connection, author, {
          filter: ({ bookCount }) => gt(bookCount, 0),
          sort: ['-bookCount'],
        }),
      ).toEqual([1, 3])
      expect(
        await ids(layer.connection, author, {
          filter: ({ greeting }) => contains(greeting, 'bob'),
        }),
      ).toEqual([2])
    })
    it('reads none where the filter is false', async () =>
      expect(await ids(layer.connection, book, { filter: () => value(false) })).toEqual([]))
    it('locks rows for the rest of a transaction', async () => {
      await layer.connection.transaction(async (connection) =>
        expect(
          await ids(connection, book, { filter: ({ id }) => eq(id, 10), lock: 'update' }),
        ).toEqual([10]),
      )
    })
  })

  describe('loading', () => {
    it('loads to-one, to-many and nested records, null and [] where there are none', async () => {
      const rows = await read(layer.connection, author, {
        select: ['id'],
        sort: ['id'],
        loads: {
          books: {
            select: ['id', 'acquiredAt'],
            sort: ['-id'],
            loads: { shelves: { select: ['id', 'room'] }, author: { select: ['id', 'born'] } },
          },
          latest: { select: ['id', 'title'] },
        },
      })
      expect(rows).toEqual([
        {
          id: 1,
          books: [
            {
              id: 11,
              acquiredAt: null,
              shelves: [{ id: 2, room: 'B' }],
              author: { id: 1, born: '1815-12-10' },
            },
            {
              id: 10,
              acquiredAt: new Date('2026-01-02T03:04:05.678Z'),
              shelves: [
                { id: 1, room: 'A' },
                { id: 2, room: 'B' },
              ],
              author: { id: 1, born: '1815-12-10' },
            },
          ],
          latest: { id: 10, title: 'Notes' },
        },
        { id: 2, books: [], latest: null },
        {
          id: 3,
          books: [{ id: 12, acquiredAt: null, shelves: [], author: { id: 3, born: '1840-04-02' } }],
          latest: { id: 12, title: 'Germinal' },
        },
      ])
    })
    it('limits and skips for each parent', async () => {
      const rows = await read(layer.connection, shelf, {
        select: ['id'],
        sort: ['id'],
        loads: { books: { select: ['id'], sort: ['title'], limit: 1 } },
      })
      expect(rows).toEqual([
        { id: 1, books: [{ id: 10 }] },
        { id: 2, books: [{ id: 10 }] },
      ])
      const skipped = await read(layer.connection, author, {
        select: ['id'],
        sort: ['id'],
        loads: { books: { select: ['id'], sort: ['year'], offset: 1 } },
      })
      expect(skipped.map((row) => row.books)).toEqual([[{ id: 10 }], [], []])
    })
    it('keeps every type through a load', async () => {
      const [row] = await read(layer.connection, shelf, {
        filter: ({ id }) => eq(id, 1),
        loads: { books: { select: [...book.attributes.keys()] } },
      })
      expect(row!.books).toEqual(
        await read(layer.connection, book, {
          filter: ({ id }) => eq(id, 10),
          select: [...book.attributes.keys()],
        }),
      )
    })
    it('computes inside a load', async () => {
      const [row] = await read(layer.connection, book, {
        filter: ({ id }) => eq(id, 10),
        loads: { author: { select: ['id'], computed: ['bookCount', 'titles'] } },
      })
      expect(row!.author).toEqual({ id: 1, bookCount: 2, titles: ['Notes', 'Sketch'] })
    })
  })

  describe('vectors', () => {
    const distances = async (
      name: 'cosineDistance' | 'l2Distance' | 'innerProduct',
      to: readonly number[],
    ) => {
      const computed = {
        d: {
          node: call(name, refNode([], 'embedding'), valueNode(to)),
          type: book.attributes.get('price')!.type,
        },
      }
      const rows = await layer.connection.read({
        ...readPlan(book, { select: ['id'], sort: ['id'] }),
        computed,
      })
      return rows.map((row) => (row.d === null ? null : Math.round((row.d as number) * 1e5) / 1e5))
    }
    it('have the same distances with an index and without', async () => {
      expect(await distances('cosineDistance', [1, 1, 0])).toEqual([0.29289, 0.29289, null, null])
      expect(await distances('l2Distance', [1, 1, 0])).toEqual([1, 1, null, null])
      expect(await distances('innerProduct', [2, 3, 4])).toEqual([2, 3, null, null])
      expect(await distances('cosineDistance', [0, 0, 0])).toEqual([null, null, null, null])
    })
    it('are found in order where distances are equal, too, at a limit and after an offset', async () => {
      const base = {
        pages: 1,
        year: null,
        price: null,
        inPrint: null,
        acquiredAt: null,
        keywords: null,
        details: null,
        authorId: null,
      }
      const more = [20, 21, 22, 23, 24, 25].map((id) => ({
        ...base,
        id,
        title: `${id}`,
        embedding: id % 2 ? [0, 0, 1] : [0, 0, 2],
      }))
      await create(layer.connection, book, more)
      const near = (
        limit: number,
        offset?: number,
        name: 'cosineDistance' | 'l2Distance' = 'cosineDistance',
      ) => {
        const by = call(name, refNode([], 'embedding'), valueNode([0, 0, 1]))
        return ids(layer.connection, book, {
          sort: [{ by, direction: 'asc', nulls: 'last' }],
          limit,
          ...(offset ? { offset } : {}),
        })
      }
      expect(await near(3)).toEqual([20, 21, 22])
      expect(await near(3, 2)).toEqual([22, 23, 24])
      expect(await near(3, 4)).toEqual([24, 25, 10])
      expect(await near(4, 1, 'l2Distance')).toEqual([23, 25, 20, 22])
    })
    it('are ordered by distance, those without one last', async () => {
      const by = call('cosineDistance', refNode([], 'embedding'), valueNode([0, 1, 0.1]))
      expect(
        await ids(layer.connection, book, {
          sort: [{ by, direction: 'asc', nulls: 'last' }],
          limit: 3,
        }),
      ).toEqual([11, 10, 12])
    })
  })

  describe('aggregating', () => {
    it('aggregates what a filter leaves', async () => {
      const node = (name: string) => ({ kind: 'ref', path: [], name, origin: 'trusted' }) as const
      const type = book.attributes.get('pages')!.type
      const aggregates = {
        n: { function: 'count', type },
        sum: { function: 'sum', of: node('pages'), type },
        none: { function: 'max', of: node('pages'), type },
        any: { function: 'exists', type: book.attributes.get('inPrint')!.type },
      } as const
      expect(await layer.connection.aggregate({ resource: book, aggregates })).toEqual({
        n: 4,
        sum: 91,
        none: 66,
        any: true,
      })
      expect(
        await layer.connection.aggregate({
          resource: book,
          filter: { kind: 'value', value: false },
          aggregates,
        }),
      ).toEqual({
        n: 0,
        sum: null,
        none: null,
        any: false,
      })
    })
  })

  describe('creating', () => {
    it('gives back whole rows in the order of the records, generated values filled in', async () => {
      const rows = await create(layer.connection, loan, [
        { id: '00000000-0000-7000-8000-000000000002', bookId: 10, until: '2026-03-01' },
        { id: '00000000-0000-7000-8000-000000000001', bookId: 11, until: '0099-12-31' },
      ])
      expect(rows).toEqual([
        { id: '00000000-0000-7000-8000-000000000002', bookId: 10, until: '2026-03-01', number: 1 },
        { id: '00000000-0000-7000-8000-000000000001', bookId: 11, until: '0099-12-31', number: 2 },
      ])
    })
    it('creates none of many when one fails', async () => {
      await expect(
        create(layer.connection, shelf, [
          { id: 8, room: 'C' },
          { id: 1, room: 'D' },
        ]),
      ).rejects.toMatchObject({ code: 'already_taken', field: 'id' })
      expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2])
    })
    it('refuses a taken identity by its name; two nulls are no conflict unless the identity says so', async () => {
      await expect(
        create(layer.connection, author, [{ id: 4, name: 'x', email: 'ada@x', born: null }]),
      ).rejects.toMatchObject({
        code: 'already_taken',
        field: 'email',
        variables: { identity: 'email' },
      })
      await expect(
        create(layer.connection, author, [{ id: 4, name: 'x', email: null, born: null }]),
      ).resolves.toHaveLength(1)
      await expect(
        create(layer.connection, book, [{ id: 20, title: 'Anon', year: null }]),
      ).rejects.toMatchObject({
        code: 'already_taken',
        variables: { identity: 'titleOfYear' },
      })
    })
    it('refuses a missing value and a reference to nothing', async () => {
      await expect(
        create(layer.connection, author, [{ id: 4, name: null, email: null, born: null }]),
      ).rejects.toMatchObject({
        code: 'required',
        field: 'name',
      })
      await expect(
        create(layer.connection, book, [{ id: 20, title: 'x', authorId: 99 }]),
      ).rejects.toMatchObject({
        code: 'invalid_attribute',
        field: 'authorId',
      })
    })
    it('stores text as it is, quotes, backslashes and emoji included', async () => {
      const odd = `'"\\ {},NULL \u{1F600} %_\n\t`
      expect(await create(layer.connection, shelf, [{ id: 7, room: odd }])).toEqual([
        { id: 7, room: odd },
      ])
      expect(
        (
          await create(layer.connection, shelf, [
            { id: 8, room: odd },
            { id: 9, room: 'null' },
          ])
        ).map((row) => row.room),
      ).toEqual([odd, 'null'])
      expect(
        await ids(layer.connection, shelf, { filter: ({ room }) => eq(room, odd), sort: ['id'] }),
      ).toEqual([7, 8])
    })
    it('changes the stored record on an upsert, and says which it was', async () => {
      const { inserted } = await import('../../src/data-layer/data-layer.ts')
      const records = [
        { id: 4, name: 'New', email: 'ada@x', born: null },
        { id: 5, name: 'Eve', email: 'eve@x', born: null },
      ]
      const rows = await create(layer.connection, author, records, {
        identity: ['email'],
        fields: ['name'],
      })
      expect(
        rows.map((row) => [row.id, row.name, row.born, (row as Record<symbol, unknown>)[inserted]]),
      ).toEqual([
        [1, 'New', '1815-12-10', false],
        [5, 'Eve', null, true],
      ])
      expect(
        (
          await create(layer.connection, author, [records[0]!], { identity: ['email'], fields: [] })
        ).map((row) => row.name),
      ).toEqual(['New'])
    })
  })

  describe('upserting', () => {
    it('finds the stored record by an identity whose nulls are equal', async () => {
      const rows = await create(
        layer.connection,
        book,
        [{ id: 30, title: 'Anon', year: null, pages: 7 }],
        { identity: ['title', 'year'], fields: ['pages'] },
      )
      expect(rows).toMatchObject([{ id: 13, pages: 7 }])
    })
    it('inserts beside a stored null where nulls are distinct', async () => {
      expect(
        await create(layer.connection, author, [{ id: 9, name: 'x', email: null, born: null }], {
          identity: ['email'],
          fields: ['name'],
        }),
      ).toMatchObject([{ id: 9 }])
    })
    it('finds the stored record by its key', async () => {
      expect(
        await create(
          layer.connection,
          shelf,
          [
            { id: 1, room: 'Z' },
            { id: 3, room: 'Y' },
          ],
          { identity: ['id'], fields: ['room'] },
        ),
      ).toMatchObject([
        { id: 1, room: 'Z' },
        { id: 3, room: 'Y' },
      ])
    })
    it('refuses two records of one identity at once', async () => {
      await expect(
        create(
          layer.connection,
          shelf,
          [
            { id: 1, room: 'Z' },
            { id: 1, room: 'Y' },
          ],
          { identity: ['id'], fields: ['room'] },
        ),
      ).rejects.toMatchObject({ code: 'already_taken' })
      expect(
        (await read(layer.connection, shelf, { sort: ['id'] })).map((row) => row.room),
      ).toEqual(['A', 'B'])
    })
  })

  describe('updating and destroying', () => {
    it('sets values and expressions over the stored record, and gives whole rows back', async () => {
      expect(
        await update(
          layer.connection,
          shelf,
          ({ id }) => eq(id, 1),
          ({ room }) => ({ room: concat(room, '!') }),
        ),
      ).toEqual([{ id: 1, room: 'A!' }])
      expect(
        (
          await update(
            layer.connection,
            book,
            ({ id }) => eq(id, 11),
            ({ pages, author: by }) => ({ pages: add(pages, 1), title: by.name, keywords: ['x'] }),
          )
        )[0],
      ).toMatchObject({ pages: 21, title: 'Ada', keywords: ['x'] })
    })
    it('changes only what the filter leaves, through relationships too', async () => {
      expect(await update(layer.connection, book, () => value(false), { title: 'x' })).toEqual([])
      const rows = await update(
        layer.connection,
        book,
        ({ author: by, loans }) => or(eq(by.name, 'Ada'), loans.exists()),
        { inPrint: false },
      )
      expect(rows.map((row) => row.id).toSorted()).toEqual([10, 11])
    })
    it('sets null, and refuses it where a value is required', async () => {
      expect(
        (await update(layer.connection, book, ({ id }) => eq(id, 10), { acquiredAt: null }))[0]!
          .acquiredAt,
      ).toBeNull()
      await expect(
        update(layer.connection, book, ({ id }) => eq(id, 10), { title: null }),
      ).rejects.toMatchObject({ code: 'required', field: 'title' })
    })
    it('destroys what the filter leaves and gives it back', async () => {
      expect(
        await destroy(layer.connection, placement, ({ book: of }) => eq(of.title, 'Sketch')),
      ).toEqual([{ bookId: 11, shelfId: 2 }])
      expect(await read(layer.connection, placement)).toHaveLength(2)
    })
    it('refuses to destroy what is referred to', async () => {
      await expect(destroy(layer.connection, author, ({ id }) => eq(id, 1))).rejects.toMatchObject({
        code: 'invalid_attribute',
        field: 'id',
        message: 'id is still referred to by Book.authorId.',
      })
    })
  })

  describe('transactions', () => {
    it('undo everything when the work rejects', async () => {
      const work = layer.connection.transaction(async (connection) => {
        await update(connection, shelf, all, { room: 'gone' })
        await create(connection, shelf, [{ id: 3, room: 'C' }])
        throw new Error('no')
      })
      await expect(work).rejects.toThrow('no')
      expect(
        (await read(layer.connection, shelf, { sort: ['id'] })).map((row) => row.room),
      ).toEqual(['A', 'B'])
    })
    it('see their own changes', async () => {
      await layer.connection.transaction(async (connection) => {
        await destroy(connection, placement, all)
        expect(await read(connection, placement)).toEqual([])
      })
      expect(await read(layer.connection, placement)).toEqual([])
    })
    it('are savepoints inside one: the outer goes on after the inner failed', async () => {
      await layer.connection.transaction(async (outer) => {
        await create(outer, shelf, [{ id: 3, room: 'C' }])
        await expect(
          outer.transaction(async (inner) =>
            create(inner, shelf, [
              { id: 4, room: 'D' },
              { id: 1, room: 'E' },
            ]),
          ),
        ).rejects.toMatchObject({ code: 'already_taken' })
        await outer.transaction((inner) => create(inner, shelf, [{ id: 5, room: 'F' }]))
      })
      expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2, 3, 5])
    })
    it('commit nothing after a failed statement, even when its error was caught', async () => {
      const work = layer.connection.transaction(async (connection) => {
        await create(connection, shelf, [{ id: 3, room: 'C' }])
        await create(connection, shelf, [{ id: 1, room: 'D' }]).catch(() => undefined)
      })
      await expect(work).rejects.toMatchObject({ code: 'already_taken' })
      expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2])
    })
    it('are joined by calls on the outer connection from within', async () => {
      const work = layer.connection.transaction(async (connection) => {
        await create(layer.connection, shelf, [{ id: 3, room: 'C' }])
        expect(connection.inTransaction).toBe(true)
        await layer.connection.transaction((inner) => create(inner, shelf, [{ id: 4, room: 'D' }]))
        throw new Error('no')
      })
      await expect(work).rejects.toThrow('no')
      expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2])
    })
    it('do not mix with calls from elsewhere', async () => {
      let begun = () => {}
      const started = new Promise<void>((resolve) => (begun = resolve))
      let finish = () => {}
      const end = new Promise<void>((resolve) => (finish = resolve))
      const work = layer.connection.transaction(async (connection) => {
        await create(connection, shelf, [{ id: 3, room: 'C' }])
        begun()
        await end
        throw new Error('no')
      })
      await started
      const elsewhere = create(layer.connection, shelf, [{ id: 4, room: 'D' }])
      finish()
      await expect(work).rejects.toThrow('no')
      await elsewhere
      expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2, 4])
    })
    it('count up together: no change is lost', async () => {
      await Promise.all(
        Array.from({ length: 10 }, () =>
          layer.connection.transaction((connection) =>
            update(
              connection,
              book,
              ({ id }) => eq(id, 13),
              ({ pages }) => ({ pages: add(pages, 1) }),
            ),
          ),
        ),
      )
      expect(
        (
          await read(layer.connection, book, {
            filter: ({ id, title }) => and(eq(id, 13), eq(title, 'Anon')),
          })
        )[0]!.pages,
      ).toBe(15)
    })
  })
}
