import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import type { DataLayer } from '../../data-layer/data-layer.ts'
import { concat, eq, or } from '../../expression/operators.ts'
import { count, exists } from '../../resource/aggregate.ts'
import { calculate } from '../../resource/calculation.ts'
import { related } from '../../resource/load.ts'
import { belongsTo, hasMany, manyToMany } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, destroy, read } from '../contract/action.ts'
import type { Session } from '../contract/session.ts'

type Reader = { readonly name: string }
const library = app<{ actor: Reader }>()
const { policies } = library

class Shelf extends Resource(
  'Shelf',
  { id: t.uuid().primaryKey(), room: t.string().public(), open: t.boolean() },
  { table: 'shelves' },
) {
  static relationships = { books: hasMany(() => Book, { public: true }) }
  static aggregates = { bookCount: count(Shelf, 'books', { public: true }) }
  static actions = { add: create(Shelf, { accept: ['room', 'open'] }) }
  static policies = policies(Shelf, ({ open }, policy) => [
    policy.read().authorizeIf(eq(open, true)),
  ])
}
class Book extends Resource('Book', {
  id: t.uuid().primaryKey(),
  title: t.string().public(),
  shelfId: t.uuid(),
}) {
  static relationships = {
    shelf: belongsTo(() => Shelf, { public: true }),
    loans: hasMany(() => Loan),
    tags: manyToMany(() => Tag, { through: () => Tagging, public: true }),
  }
  static aggregates = {
    tagCount: count(Book, 'tags', { public: true }),
    tagged: exists(Book, 'tags', { public: true }),
  }
  static calculations = {
    place: calculate(Book, t.string(), ({ title, shelf }) => concat(title, ' in ', shelf.room), {
      public: true,
    }),
    shelved: calculate(Book, t.integer(), ({ shelf }) => shelf.books.count(), { public: true }),
  }
  static actions = { list: read(Book), add: create(Book, { accept: ['title', 'shelfId'] }) }
  static policies = policies(Book, (_, policy) => [policy.read().authorizeIf(true)])
}
class Loan extends Resource('Loan', {
  id: t.uuid().primaryKey(),
  bookId: t.uuid(),
  reader: t.string(),
}) {
  static relationships = { book: belongsTo(() => Book) }
  static policies = policies(Loan, ({ actor }, policy) => [
    policy.read().strict().authorizeIf(eq(actor.name, 'librarian')),
  ])
}
class Tag extends Resource('Tag', { id: t.uuid().primaryKey(), word: t.string().public() }) {
  static relationships = { books: manyToMany(() => Book, { through: () => Tagging, public: true }) }
  static actions = { add: create(Tag, { accept: ['word'] }) }
}
class Tagging extends Resource('Tagging', {
  id: t.uuid().primaryKey(),
  bookId: t.uuid(),
  tagId: t.uuid(),
  hidden: t.boolean(),
}) {
  static relationships = { book: belongsTo(() => Book), tag: belongsTo(() => Tag) }
  static actions = {
    add: create(Tagging, { accept: ['bookId', 'tagId', 'hidden'] }),
    remove: destroy(Tagging),
  }
  static policies = policies(Tagging, ({ hidden, book, actor }, policy) => [
    policy.bypass.read().authorizeIf(eq(actor.name, 'librarian')),
    policy.read().authorizeIf(or(eq(hidden, false), eq(book.title, actor.name))),
  ])
}

eachDataLayer('paths', (_, name) => {
  let opened: App<Reader>
  let dataLayer: DataLayer
  beforeAll(async () => {
    dataLayer = await emptyDataLayer(name)
    opened = await library.open({ resources: [Shelf, Book, Loan, Tag, Tagging], dataLayer })
    const system = opened.system()
    for (const open of [true, false]) {
      const shelf = await system.run(Shelf.actions.add, { room: open ? 'hall' : 'cellar', open })
      const book = await system.run(Book.actions.add, {
        title: open ? 'shown' : 'kept',
        shelfId: shelf.id,
      })
      const tag = await system.run(Tag.actions.add, { word: 'old' })
      await system.run(Tagging.actions.add, { bookId: book.id, tagId: tag.id, hidden: !open })
    }
  })
  afterAll(() => opened.close())
  const reader = () => opened.session({ name: 'reader' })

  test('a hidden record on the way gives null, to a load and to a calculation', async () => {
    const books = await reader().query(Book, {
      sort: ['title'],
      load: { shelf: true, place: true, shelved: true },
    })
    expect(books).toMatchObject([
      { title: 'kept', shelf: null, place: null, shelved: 0 },
      { title: 'shown', shelf: { room: 'hall' }, place: 'shown in hall', shelved: 1 },
    ])
    expect(
      await opened.system().query(Book, { sort: ['title'], load: { place: true, shelved: true } }),
    ).toMatchObject([{ place: 'kept in cellar', shelved: 1 }, {}])
  })
  test('a caller cannot find or order by what is hidden', async () => {
    expect(await reader().count(Book, { filterInput: { shelf: { room: 'cellar' } } })).toBe(0)
    expect(await reader().count(Book, { filterInput: { place: { contains: 'cellar' } } })).toBe(0)
    expect(
      (await reader().query(Book, { sortInput: ['-place'] })).map(({ title }) => title),
    ).toEqual(['kept', 'shown'])
  })
  test('a relationship that the actor may not read at all makes the whole read forbidden', async () => {
    await expect(reader().query(Book, { load: { loans: true } })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(
      (await opened.session({ name: 'librarian' }).query(Book, { load: { loans: true } })).map(
        ({ loans }) => loans,
      ),
    ).toEqual([[], []])
  })
  test('a record related through a hidden join record is neither loaded, counted, computed with nor found', async () => {
    const load = { tags: true, tagCount: true, tagged: true } as const
    const seen = async (session: Session<Reader>) =>
      (await session.query(Book, { load, sort: ['title'] })).map(({ tags, tagCount, tagged }) => [
        tags.length,
        tagCount,
        tagged,
      ])
    expect(await seen(reader())).toEqual([
      [0, 0, false],
      [1, 1, true],
    ])
    const librarian = opened.session({ name: 'librarian' })
    expect(await seen(librarian)).toEqual([
      [1, 1, true],
      [1, 1, true],
    ])
    const tagged = { filterInput: { tags: { word: 'old' } } }
    expect([await reader().count(Book, tagged), await librarian.count(Book, tagged)]).toEqual([
      1, 2,
    ])
    const [tag] = await reader().query(Tag, {
      load: { books: related(Book, { load: { tags: related(Tag, { limit: 1 }) } }) },
      filterInput: { books: { title: 'kept' } },
    })
    expect(tag).toBeUndefined()
  })
  test('a many-to-many link under a policy that follows relationships of the join record', async () => {
    const visible = await opened
      .session({ name: 'shown' })
      .query(Book, { load: { tags: true }, sort: ['title'] })
    expect(visible.map(({ tags }) => tags.length)).toEqual([0, 1])
  })
  test('a filter that is false whatever the data asks nobody', async () => {
    const { connection } = dataLayer
    const asked: string[] = []
    const watched = new Proxy(connection, {
      get: (target, key) =>
        key === 'read' || key === 'aggregate' ? () => asked.push(key) : Reflect.get(target, key),
    })
    const shut = await library.open({
      resources: [Shut],
      dataLayer: {
        ...dataLayer,
        name: 'watched',
        can: () => false,
        open: async () => undefined,
        close: async () => undefined,
        connection: watched,
      },
    })
    expect([
      await shut.session(null).query(Shut),
      await shut.session(null).count(Shut),
      await shut.session(null).exists(Shut),
    ]).toEqual([[], 0, false])
    expect(asked).toEqual([])
  })
})

class Shut extends Resource('Shut', { id: t.uuid().primaryKey(), owner: t.string() }) {
  static policies = policies(Shut, ({ owner, actor }, policy) => [
    policy.read().authorizeIf(eq(owner, actor.name)),
  ])
}
