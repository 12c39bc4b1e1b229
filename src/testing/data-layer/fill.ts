import type { DataLayer } from '../../data-layer/data-layer.ts'
import { author, book, placement, shelf } from './library.ts'
import { createRecords } from './plans.ts'

/** A data layer that holds the library. */
export interface LibraryFixture {
  readonly layer: DataLayer
}

export const fillLibrary = async ({ connection }: DataLayer) => {
  await createRecords(connection, author, [
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
  await createRecords(connection, book, [
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
  await createRecords(connection, shelf, [
    { id: 1, room: 'A' },
    { id: 2, room: 'B' },
  ])
  await createRecords(connection, placement, [
    { bookId: 10, shelfId: 1 },
    { bookId: 10, shelfId: 2 },
    { bookId: 11, shelfId: 2 },
  ])
}
