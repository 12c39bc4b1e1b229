import { inserted } from '../../data-layer/data-layer.ts'
import { add, and, concat, eq, or, value } from '../../expression/operators.ts'
import type { Tests } from '../contract.ts'
import { expect } from '../expect.ts'
import type { LibraryFixture } from './fill.ts'
import { author, book, loan, placement, shelf } from './library.ts'
import { createRecords, destroyRecords, ids, readRecords, updateRecords } from './plans.ts'

const all = () => value(true)

/** New records, their generated values and their conflicts. */
export const creating = {
  'returns whole rows in the order of the records, with generated values': async ({ layer }) => {
    const rows = await createRecords(layer.connection, loan, [
      { id: '00000000-0000-7000-8000-000000000002', bookId: 10, until: '2026-03-01' },
      { id: '00000000-0000-7000-8000-000000000001', bookId: 11, until: '0099-12-31' },
    ])
    expect(rows).toEqual([
      { id: '00000000-0000-7000-8000-000000000002', bookId: 10, until: '2026-03-01', number: 1 },
      { id: '00000000-0000-7000-8000-000000000001', bookId: 11, until: '0099-12-31', number: 2 },
    ])
  },
  'creates none of many when one fails': async ({ layer }) => {
    await expect(
      createRecords(layer.connection, shelf, [
        { id: 8, room: 'C' },
        { id: 1, room: 'D' },
      ]),
    ).toRejectWith({ code: 'already_taken', field: 'id' })
    expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2])
  },
  'refuses a taken identity by its name; two nulls do not conflict unless the identity requires it':
    async ({ layer }) => {
      await expect(
        createRecords(layer.connection, author, [{ id: 4, name: 'x', email: 'ada@x', born: null }]),
      ).toRejectWith({
        code: 'already_taken',
        field: 'email',
        variables: { identity: 'email' },
      })
      expect(
        await createRecords(layer.connection, author, [
          { id: 4, name: 'x', email: null, born: null },
        ]),
      ).toHaveLength(1)
      await expect(
        createRecords(layer.connection, book, [{ id: 20, title: 'Anon', year: null }]),
      ).toRejectWith({
        code: 'already_taken',
        variables: { identity: 'titleOfYear' },
      })
    },
  'refuses a missing value and a reference to nothing': async ({ layer }) => {
    await expect(
      createRecords(layer.connection, author, [{ id: 4, name: null, email: null, born: null }]),
    ).toRejectWith({
      code: 'required',
      field: 'name',
    })
    await expect(
      createRecords(layer.connection, book, [{ id: 20, title: 'x', authorId: 99 }]),
    ).toRejectWith({
      code: 'invalid_attribute',
      field: 'authorId',
    })
  },
  'stores text as it is, quotes, backslashes and emoji included': async ({ layer }) => {
    const odd = `'"\\ {},NULL \u{1F600} %_\n\t`
    expect(await createRecords(layer.connection, shelf, [{ id: 7, room: odd }])).toEqual([
      { id: 7, room: odd },
    ])
    expect(
      (
        await createRecords(layer.connection, shelf, [
          { id: 8, room: odd },
          { id: 9, room: 'null' },
        ])
      ).map((row) => row.room),
    ).toEqual([odd, 'null'])
    expect(
      await ids(layer.connection, shelf, { filter: ({ room }) => eq(room, odd), sort: ['id'] }),
    ).toEqual([7, 8])
  },
  'changes the stored record on an upsert, and says which it was': async ({ layer }) => {
    const records = [
      { id: 4, name: 'New', email: 'ada@x', born: null },
      { id: 5, name: 'Eve', email: 'eve@x', born: null },
    ]
    const rows = await createRecords(layer.connection, author, records, {
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
        await createRecords(layer.connection, author, [records[0]!], {
          identity: ['email'],
          fields: [],
        })
      ).map((row) => row.name),
    ).toEqual(['New'])
  },
} satisfies Tests<LibraryFixture>

/** Creates that change the record with their identity. */
export const upserting = {
  'finds the stored record by an identity whose nulls are equal': async ({ layer }) => {
    const rows = await createRecords(
      layer.connection,
      book,
      [{ id: 30, title: 'Anon', year: null, pages: 7 }],
      { identity: ['title', 'year'], fields: ['pages'] },
    )
    expect(rows).toMatchObject([{ id: 13, pages: 7 }])
  },
  'inserts a second null where nulls are distinct': async ({ layer }) => {
    expect(
      await createRecords(
        layer.connection,
        author,
        [{ id: 9, name: 'x', email: null, born: null }],
        {
          identity: ['email'],
          fields: ['name'],
        },
      ),
    ).toMatchObject([{ id: 9 }])
  },
  'finds the stored record by its key': async ({ layer }) => {
    expect(
      await createRecords(
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
  },
  'refuses two records of one identity at once': async ({ layer }) => {
    await expect(
      createRecords(
        layer.connection,
        shelf,
        [
          { id: 1, room: 'Z' },
          { id: 1, room: 'Y' },
        ],
        { identity: ['id'], fields: ['room'] },
      ),
    ).toRejectWith({ code: 'already_taken' })
    expect(
      (await readRecords(layer.connection, shelf, { sort: ['id'] })).map((row) => row.room),
    ).toEqual(['A', 'B'])
  },
} satisfies Tests<LibraryFixture>

/** Changes of all records that a filter leaves. */
export const writing = {
  'sets values and expressions over the stored record, and returns whole rows': async ({
    layer,
  }) => {
    expect(
      await updateRecords(
        layer.connection,
        shelf,
        ({ id }) => eq(id, 1),
        ({ room }) => ({ room: concat(room, '!') }),
      ),
    ).toEqual([{ id: 1, room: 'A!' }])
    expect(
      (
        await updateRecords(
          layer.connection,
          book,
          ({ id }) => eq(id, 11),
          ({ pages, author: by }) => ({ pages: add(pages, 1), title: by.name, keywords: ['x'] }),
        )
      )[0],
    ).toMatchObject({ pages: 21, title: 'Ada', keywords: ['x'] })
  },
  'changes only what the filter leaves, through relationships too': async ({ layer }) => {
    expect(await updateRecords(layer.connection, book, () => value(false), { title: 'x' })).toEqual(
      [],
    )
    const rows = await updateRecords(
      layer.connection,
      book,
      ({ author: by, loans }) => or(eq(by.name, 'Ada'), loans.exists()),
      { inPrint: false },
    )
    expect(rows.map((row) => Number(row.id)).toSorted((left, right) => left - right)).toEqual([
      10, 11,
    ])
  },
  'sets null, and refuses it where a value is required': async ({ layer }) => {
    expect(
      (
        await updateRecords(layer.connection, book, ({ id }) => eq(id, 10), { acquiredAt: null })
      )[0]!.acquiredAt,
    ).toBe(null)
    await expect(
      updateRecords(layer.connection, book, ({ id }) => eq(id, 10), { title: null }),
    ).toRejectWith({ code: 'required', field: 'title' })
  },
  'destroys what the filter leaves and returns it': async ({ layer }) => {
    expect(
      await destroyRecords(layer.connection, placement, ({ book: of }) => eq(of.title, 'Sketch')),
    ).toEqual([{ bookId: 11, shelfId: 2 }])
    expect(await readRecords(layer.connection, placement)).toHaveLength(2)
  },
  'refuses to destroy what is referred to': async ({ layer }) => {
    await expect(destroyRecords(layer.connection, author, ({ id }) => eq(id, 1))).toRejectWith({
      code: 'invalid_attribute',
      field: 'id',
      message: 'id is still referred to by Book.authorId.',
    })
  },
} satisfies Tests<LibraryFixture>

/** What commits, what is undone, and who waits for whom. */
export const transactions = {
  'undo everything when the work rejects': async ({ layer }) => {
    const work = layer.connection.transaction(async (connection) => {
      await updateRecords(connection, shelf, all, { room: 'gone' })
      await createRecords(connection, shelf, [{ id: 3, room: 'C' }])
      throw new Error('no')
    })
    await expect(work).toRejectWith({ message: 'no' })
    expect(
      (await readRecords(layer.connection, shelf, { sort: ['id'] })).map((row) => row.room),
    ).toEqual(['A', 'B'])
  },
  'see their own changes': async ({ layer }) => {
    await layer.connection.transaction(async (connection) => {
      await destroyRecords(connection, placement, all)
      expect(await readRecords(connection, placement)).toEqual([])
    })
    expect(await readRecords(layer.connection, placement)).toEqual([])
  },
  'are savepoints inside one: the outer goes on after the inner failed': async ({ layer }) => {
    await layer.connection.transaction(async (outer) => {
      await createRecords(outer, shelf, [{ id: 3, room: 'C' }])
      await expect(
        outer.transaction(async (inner) =>
          createRecords(inner, shelf, [
            { id: 4, room: 'D' },
            { id: 1, room: 'E' },
          ]),
        ),
      ).toRejectWith({ code: 'already_taken' })
      await outer.transaction((inner) => createRecords(inner, shelf, [{ id: 5, room: 'F' }]))
    })
    expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2, 3, 5])
  },
  'commit nothing after a failed statement, even when its error was caught': async ({ layer }) => {
    const work = layer.connection.transaction(async (connection) => {
      await createRecords(connection, shelf, [{ id: 3, room: 'C' }])
      await createRecords(connection, shelf, [{ id: 1, room: 'D' }]).catch(() => undefined)
    })
    await expect(work).toRejectWith({ code: 'already_taken' })
    expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2])
  },
  'are joined by calls on the outer connection from within': async ({ layer }) => {
    const work = layer.connection.transaction(async (connection) => {
      await createRecords(layer.connection, shelf, [{ id: 3, room: 'C' }])
      expect(connection.inTransaction).toBe(true)
      await layer.connection.transaction((inner) =>
        createRecords(inner, shelf, [{ id: 4, room: 'D' }]),
      )
      throw new Error('no')
    })
    await expect(work).toRejectWith({ message: 'no' })
    expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2])
  },
  'do not mix with calls from elsewhere': async ({ layer }) => {
    const [begin, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const work = layer.connection.transaction(async (connection) => {
      await createRecords(connection, shelf, [{ id: 3, room: 'C' }])
      begin.resolve()
      await end.promise
      throw new Error('no')
    })
    await begin.promise
    const elsewhere = createRecords(layer.connection, shelf, [{ id: 4, room: 'D' }])
    end.resolve()
    await expect(work).toRejectWith({ message: 'no' })
    await elsewhere
    expect(await ids(layer.connection, shelf, { sort: ['id'] })).toEqual([1, 2, 4])
  },
  'count up together: no change is lost': async ({ layer }) => {
    await Promise.all(
      Array.from({ length: 10 }, () =>
        layer.connection.transaction((connection) =>
          updateRecords(
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
        await readRecords(layer.connection, book, {
          filter: ({ id, title }) => and(eq(id, 13), eq(title, 'Anon')),
        })
      )[0]!.pages,
    ).toBe(15)
  },
} satisfies Tests<LibraryFixture>
