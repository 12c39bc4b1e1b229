import { concat } from '../../expression/operators.ts'
import { avg, count, first, list, max, sum } from '../../resource/aggregate.ts'
import { calculate } from '../../resource/calculation.ts'
import { identity } from '../../resource/indexes.ts'
import { belongsTo, hasMany, hasOne, manyToMany } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import { t } from '../../type/t.ts'

/** A library with every kind of relationship and every type: what the data layers are tested on. */
class Author extends Resource('Author', {
  id: t.integer().primaryKey(),
  name: t.string(),
  email: t.string().nullable(),
  born: t.date().nullable(),
}) {
  static relationships = {
    books: hasMany(() => Book),
    latest: hasOne(() => Book, { sort: ['-year'] }),
  }
  static identities = { email: identity(Author, ['email']) }
  static calculations = {
    greeting: calculate(Author, t.string(), ({ name }) => concat('Dear ', name)),
  }
  static aggregates = {
    bookCount: count(Author, 'books'),
    pages: sum(Author, 'books', 'pages'),
    meanPages: avg(Author, 'books', 'pages'),
    lastYear: max(Author, 'books', 'year'),
    firstTitle: first(Author, 'books', 'title', { sort: ['year'] }),
    titles: list(Author, 'books', 'title', { sort: ['-year'] }),
  }
}
class Book extends Resource('Book', {
  id: t.integer().primaryKey(),
  title: t.string(),
  pages: t.integer().nullable(),
  year: t.integer().nullable(),
  price: t.float().nullable(),
  inPrint: t.boolean().nullable(),
  acquiredAt: t.datetime().nullable(),
  keywords: t.list(t.string()).nullable(),
  details: t.map().nullable(),
  embedding: t.vector(3).nullable(),
  authorId: t.integer().nullable(),
}) {
  static relationships = {
    author: belongsTo(() => Author),
    loans: hasMany(() => Loan),
    shelves: manyToMany(() => Shelf, { through: () => Placement }),
  }
  static identities = { titleOfYear: identity(Book, ['title', 'year'], { nullsDistinct: false }) }
}
class Loan extends Resource('Loan', {
  id: t.uuid().primaryKey(),
  bookId: t.integer(),
  until: t.date(),
  number: t.integer().generated(),
}) {
  static relationships = { book: belongsTo(() => Book) }
}
class Shelf extends Resource(
  'Shelf',
  { id: t.integer().primaryKey(), room: t.string() },
  { table: 'Odd "shelves"' },
) {
  static relationships = { books: manyToMany(() => Book, { through: () => Placement }) }
}
class Placement extends Resource('Placement', {
  bookId: t.integer().primaryKey(),
  shelfId: t.integer().primaryKey(),
}) {
  static relationships = { book: belongsTo(() => Book), shelf: belongsTo(() => Shelf) }
}

export const author = resourceInfo(Author)
export const book = resourceInfo(Book)
export const loan = resourceInfo(Loan)
export const shelf = resourceInfo(Shelf)
export const placement = resourceInfo(Placement)
export const library = [author, book, loan, shelf, placement]
