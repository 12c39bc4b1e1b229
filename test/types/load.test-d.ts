import type { Session } from '../../src/action/contract/session.ts'
import { count, first } from '../../src/resource/aggregate.ts'
import { related } from '../../src/resource/load.ts'
import { belongsTo, hasMany, manyToMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { read } from '../../src/action/contract/action.ts'
import { t } from '../../src/type/t.ts'

class Person extends Resource('Person', {
  id: t.uuid().primaryKey(),
  name: t.string(),
  nick: t.string().nullable(),
}) {
  static relationships = { books: hasMany(() => Book) }
  static aggregates = {
    bookCount: count(Person, 'books'),
    firstRank: first(Person, 'books', 'rank'),
  }
}
class Book extends Resource('Book', {
  id: t.uuid().primaryKey(),
  rank: t.integer().nullable(),
  personId: t.uuid(),
}) {
  static relationships = {
    person: belongsTo(() => Person),
    tags: manyToMany(() => Tag, { through: () => BookTag }),
  }
  static actions = { list: read(Book) }
}
class Tag extends Resource('Tag', { id: t.uuid().primaryKey(), word: t.string() }) {
  static relationships = { books: manyToMany(() => Book, { through: () => BookTag }) }
}
class BookTag extends Resource('BookTag', {
  bookId: t.uuid().primaryKey(),
  tagId: t.uuid().primaryKey(),
}) {
  static relationships = { book: belongsTo(() => Book), tag: belongsTo(() => Tag) }
}

declare const session: Session<Person>
const load = {
  person: { books: { tags: true }, bookCount: true, firstRank: true },
  tags: related(Tag, { limit: 1, load: { books: true } }),
} as const

export const shown = async () => {
  const [book] = await session.query(Book, { load })
  const page = await session.page(Book.actions.list, {}, { limit: 1 }, { load: { person: true } })
  const values: readonly (number | string | null | undefined)[] = [
    book?.person?.bookCount,
    book?.person?.firstRank,
    book?.person?.books[0]?.tags[0]?.word,
    book?.tags[0]?.books[0]?.rank,
    page.results[0]?.person?.nick,
  ]
  // @ts-expect-error what is not loaded is not there
  return [values, book?.person?.books[0]?.person]
}

class Spot extends Resource('Spot', { id: t.uuid().primaryKey(), at: t.vector(3).nullable() }) {}
/** A vector is read on request only, and on the record's type where it was requested. */
export const vectors = async () => {
  const spot = await session.get(Spot, 'key')
  const loaded: number[] | null = (await session.get(Spot, 'key', { load: { at: true } })).at
  const made = new Spot({ id: 'key', at: [1, 2, 3] })
  // @ts-expect-error not loaded
  return [loaded, made.id, spot.at]
}
export const refused = [
  // @ts-expect-error no such relationship
  session.query(Book, { load: { persons: true } }),
  // @ts-expect-error no such relationship, beside one that is
  session.query(Book, { load: { person: true, persons: true } }),
  // @ts-expect-error no such relationship, further on
  session.query(Book, { load: { person: { books: true, boks: true } } }),
  // @ts-expect-error no such relationship, inside a related query
  session.query(Book, { load: { tags: related(Tag, { load: { books: true, boks: true } }) } }),
  // @ts-expect-error a related query of another resource
  session.query(Book, { load: { person: related(Tag, {}) } }),
  // @ts-expect-error nothing of the resource
  session.run(Book.actions.list, {}, { load: { person: true, persons: true } }),
  // @ts-expect-error nothing of the resource
  session.get(Book, 'key', { load: { person: true, persons: true } }),
  // @ts-expect-error nothing of the resource
  session.load(Book, [], { person: true, persons: true }),
  // @ts-expect-error nothing of the resource
  session.page(Book.actions.list, {}, {}, { load: { person: true, persons: true } }),
  // @ts-expect-error the page says how many
  session.page(Book.actions.list, {}, {}, { limit: 3 }),
]
