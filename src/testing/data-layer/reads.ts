import type { DataLayer } from '../../data-layer/data-layer.ts'
import { call, refNode, valueNode } from '../../expression/node.ts'
import { contains, eq, gt, inList, isNull, value } from '../../expression/operators.ts'
import type { Tests } from '../contract.ts'
import { expect } from '../expect.ts'
import type { LibraryFixture } from './fill.ts'
import { author, book, shelf } from './library.ts'
import { createRecords, ids, readRecords, readPlan } from './plans.ts'

/** Filters, sorts, relationships, calculations and aggregates of records. */
export const reading = {
  'returns values as they were stored': async ({ layer }) => {
    const [row] = await readRecords(layer.connection, book, {
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
  },
  'hands out copies': async ({ layer }) => {
    const [row] = await readRecords(layer.connection, book, { filter: ({ id }) => eq(id, 10) })
    ;(row!.keywords as string[]).push('more')
    expect(
      (await readRecords(layer.connection, book, { filter: ({ id }) => eq(id, 10) }))[0]!.keywords,
    ).toEqual(['engine', 'number'])
  },
  'sorts text by code point, nulls last ascending and first descending, the key deciding ties':
    async ({ layer }) => {
      expect(await ids(layer.connection, author, { sort: ['name'] })).toEqual([1, 2, 3])
      expect(await ids(layer.connection, author, { sort: ['email'] })).toEqual([1, 3, 2])
      expect(await ids(layer.connection, author, { sort: ['-email'] })).toEqual([2, 3, 1])
      expect(await ids(layer.connection, book, { sort: ['-inPrint'] })).toEqual([11, 13, 10, 12])
    },
  'skips and limits after sorting': async ({ layer }) =>
    expect(await ids(layer.connection, book, { sort: ['-id'], limit: 2, offset: 1 })).toEqual([
      12, 11,
    ]),
  'leaves out rows for which the filter is unknown': async ({ layer }) => {
    expect(
      await ids(layer.connection, author, { filter: ({ email }) => eq(email, 'ada@x') }),
    ).toEqual([1])
    expect(await ids(layer.connection, author, { filter: ({ email }) => isNull(email) })).toEqual([
      2,
    ])
    expect(
      await ids(layer.connection, book, {
        filter: ({ id }) => inList(id, [10, 13, 99]),
        sort: ['id'],
      }),
    ).toEqual([10, 13])
  },
  'follows to-one relationships, a missing record being null': async ({ layer }) => {
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
  },
  'asks whether related records exist, over many-to-many relationships too': async ({ layer }) => {
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
  },
  'counts calculations and aggregates': async ({ layer }) => {
    const rows = await readRecords(layer.connection, author, {
      select: ['id'],
      sort: ['id'],
      computed: ['greeting', 'bookCount', 'pages', 'meanPages', 'lastYear', 'firstTitle', 'titles'],
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
  },
  'filters and sorts by calculations and aggregates': async ({ layer }) => {
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
  },
  'reads none where the filter is false': async ({ layer }) =>
    expect(await ids(layer.connection, book, { filter: () => value(false) })).toEqual([]),
  'locks rows for the rest of a transaction': async ({ layer }) => {
    await layer.connection.transaction(async (connection) =>
      expect(
        await ids(connection, book, { filter: ({ id }) => eq(id, 10), lock: 'update' }),
      ).toEqual([10]),
    )
  },
} satisfies Tests<LibraryFixture>

/** Related records as part of a read. */
export const loading = {
  'loads to-one, to-many and nested records, null and [] where there are none': async ({
    layer,
  }) => {
    const rows = await readRecords(layer.connection, author, {
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
  },
  'limits and skips for each parent': async ({ layer }) => {
    const rows = await readRecords(layer.connection, shelf, {
      select: ['id'],
      sort: ['id'],
      loads: { books: { select: ['id'], sort: ['title'], limit: 1 } },
    })
    expect(rows).toEqual([
      { id: 1, books: [{ id: 10 }] },
      { id: 2, books: [{ id: 10 }] },
    ])
    const skipped = await readRecords(layer.connection, author, {
      select: ['id'],
      sort: ['id'],
      loads: { books: { select: ['id'], sort: ['year'], offset: 1 } },
    })
    expect(skipped.map((row) => row.books)).toEqual([[{ id: 10 }], [], []])
  },
  'keeps every type through a load': async ({ layer }) => {
    const [row] = await readRecords(layer.connection, shelf, {
      filter: ({ id }) => eq(id, 1),
      loads: { books: { select: [...book.attributes.keys()] } },
    })
    expect(row!.books).toEqual(
      await readRecords(layer.connection, book, {
        filter: ({ id }) => eq(id, 10),
        select: [...book.attributes.keys()],
      }),
    )
  },
  'computes inside a load': async ({ layer }) => {
    const [row] = await readRecords(layer.connection, book, {
      filter: ({ id }) => eq(id, 10),
      loads: { author: { select: ['id'], computed: ['bookCount', 'titles'] } },
    })
    expect(row!.author).toEqual({ id: 1, bookCount: 2, titles: ['Notes', 'Sketch'] })
  },
} satisfies Tests<LibraryFixture>

/** Aggregates over what a filter leaves. */
export const aggregating = {
  'aggregates what a filter leaves': async ({ layer }) => {
    const type = book.attributes.get('pages')!.type
    const aggregates = {
      n: { function: 'count', type },
      sum: { function: 'sum', of: refNode([], 'pages'), type },
      none: { function: 'max', of: refNode([], 'pages'), type },
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
  },
} satisfies Tests<LibraryFixture>

const distances = async (
  layer: DataLayer,
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
/** Distances between vectors, computed and sorted by. */
export const vectorReads = {
  'have the same distances with an index and without': async ({ layer }) => {
    expect(await distances(layer, 'cosineDistance', [1, 1, 0])).toEqual([
      0.29289,
      0.29289,
      null,
      null,
    ])
    expect(await distances(layer, 'l2Distance', [1, 1, 0])).toEqual([1, 1, null, null])
    expect(await distances(layer, 'innerProduct', [2, 3, 4])).toEqual([2, 3, null, null])
    expect(await distances(layer, 'cosineDistance', [0, 0, 0])).toEqual([null, null, null, null])
  },
  'are found in order where distances are equal, too, at a limit and after an offset': async ({
    layer,
  }) => {
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
    await createRecords(layer.connection, book, more)
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
  },
  'are ordered by distance, those without one last': async ({ layer }) => {
    const by = call('cosineDistance', refNode([], 'embedding'), valueNode([0, 1, 0.1]))
    expect(
      await ids(layer.connection, book, {
        sort: [{ by, direction: 'asc', nulls: 'last' }],
        limit: 3,
      }),
    ).toEqual([11, 10, 12])
  },
} satisfies Tests<LibraryFixture>
