import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { coalesce, eq, gt, isNotNull, lte, not } from '../../expression/operators.ts'
import { count } from '../../resource/aggregate.ts'
import { calculate } from '../../resource/calculation.ts'
import { identity } from '../../resource/indexes.ts'
import { belongsTo, hasMany } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, read } from '../contract/action.ts'

interface Clerk {
  readonly name: string
}
const house = app<{ actor: Clerk }>()
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { code: string }) => error.code,
  )

class Room extends Resource('Room', { id: t.uuid().primaryKey(), seats: t.integer() }) {
  static relationships = { books: hasMany(() => Book) }
  static aggregates = { size: count(Room, 'books') }
  static actions = { add: create(Room, { accept: ['seats'] }) }
}
class Shelf extends Resource('Shelf', { id: t.uuid().primaryKey(), roomId: t.uuid().nullable() }) {
  static relationships = { room: belongsTo(() => Room), books: hasMany(() => Book) }
  static calculations = { used: calculate(Shelf, t.boolean(), ({ books }) => books.exists()) }
  static aggregates = { size: count(Shelf, 'books') }
  static actions = { add: create(Shelf, { accept: ['roomId'] }) }
}
const given = ['code', 'title', 'shelfId', 'roomId'] as const
const kept = { accept: given, upsert: { identity: 'code' } } as const
class Book extends Resource('Book', {
  id: t.uuid().primaryKey(),
  code: t.string(),
  title: t.string().default('none'),
  shelfId: t.uuid().nullable(),
  roomId: t.uuid().nullable(),
}) {
  static relationships = { shelf: belongsTo(() => Shelf), room: belongsTo(() => Room) }
  static identities = { code: identity(Book, ['code']) }
  static actions = {
    list: read(Book),
    add: create(Book, { accept: given }),
    byAggregate: create(Book, kept),
    byFallback: create(Book, kept),
    byCalculation: create(Book, kept),
    byCount: create(Book, kept),
    byExists: create(Book, kept),
    byFarAggregate: create(Book, kept),
    byFarExists: create(Book, kept),
    upToTwo: create(Book, kept),
  }
  static policies = house.policies(Book, ({ shelf, actor }, policy) => {
    const admitted = (
      action:
        | 'add'
        | 'byAggregate'
        | 'byCalculation'
        | 'byCount'
        | 'byExists'
        | 'byFarAggregate'
        | 'byFarExists'
        | 'upToTwo',
    ) => policy.action(action)
    return [
      policy.read().authorizeIf(true),
      policy.update().authorizeIf(isNotNull(actor.name)),
      admitted('add').authorizeIf(true),
      admitted('byAggregate').authorizeIf(gt(shelf.size, 0)),
      policy
        .action('byFallback')
        .forbidIf(not(eq(coalesce(shelf.size, 3), 2)))
        .authorizeIf(true),
      admitted('byCalculation').authorizeIf(isNotNull(shelf.used)),
      admitted('byCount').authorizeIf(gt(shelf.books.count(), 0)),
      admitted('byExists').authorizeIf(shelf.books.exists()),
      admitted('byFarAggregate').authorizeIf(gt(shelf.room.size, 0)),
      admitted('byFarExists').authorizeIf(shelf.room.books.exists()),
      admitted('upToTwo').authorizeIf(lte(shelf.size, 2)),
    ]
  })
}

eachDataLayer('what is asked of related records before a new one is stored', (_, layer) => {
  let opened: App<Clerk>
  beforeAll(async () => {
    opened = await house.open({
      resources: [Room, Shelf, Book],
      dataLayer: await emptyDataLayer(layer),
    })
  })
  afterAll(() => opened.close())
  let last = 0
  const code = () => `b${++last}`
  const ann = () => opened.session({ name: 'ann' })
  const {
    byAggregate,
    byFallback,
    byCalculation,
    byCount,
    byExists,
    byFarAggregate,
    byFarExists,
    upToTwo,
  } = Book.actions

  test('a key that is null leads to nothing, whatever is stored, and says so before an identity does', async () => {
    const taken = (await opened.system().run(Book.actions.add, { code: code() })).code
    const shelf = await opened.system().run(Shelf.actions.add, { roomId: null })
    const near = [byAggregate, byFallback, byCalculation, byCount, byExists]
    for (const [actions, shelfId] of [
      [near, null],
      [[byFarAggregate, byFarExists], null],
      [[byFarAggregate, byFarExists], shelf.id],
    ] as const)
      for (const action of actions)
        for (const key of [taken, code()]) {
          expect(await codeOf(ann().run(action, { code: key, shelfId }))).toBe('forbidden')
          expect(await ann().can(action, { code: key, shelfId })).toBe(false)
          expect((await ann().bulkCreate(action, [{ code: key, shelfId }])).outcomes).toMatchObject(
            [{ error: { code: 'forbidden' } }],
          )
        }
  })
  test('what the new record is among is asked of it as it is stored', async () => {
    const room = await opened.system().run(Room.actions.add, { seats: 1 })
    const shelf = await opened.system().run(Shelf.actions.add, { roomId: room.id })
    const input = () => ({ code: code(), shelfId: shelf.id, roomId: room.id })
    for (const action of [
      byAggregate,
      byCalculation,
      byCount,
      byExists,
      byFarAggregate,
      byFarExists,
    ])
      expect(await ann().run(action, input())).toMatchObject({ shelfId: shelf.id })
    expect(await codeOf(ann().run(upToTwo, input()))).toBe('forbidden')
  })
  test('what only a stored record can tell of the permission to create is asked of the record that an upsert finds, as it leaves it', async () => {
    const [first, second] = [
      await opened.system().run(Shelf.actions.add, {}),
      await opened.system().run(Shelf.actions.add, {}),
    ]
    const add = async (shelfId: string) =>
      (await opened.system().run(Book.actions.add, { code: code(), shelfId })).code
    const [one, , elsewhere] = [await add(first.id), await add(first.id), await add(second.id)]
    expect(await ann().run(upToTwo, { code: one, title: 'one', shelfId: first.id })).toMatchObject({
      title: 'one',
    })
    expect(await ann().run(upToTwo, { code: one, title: 'one', shelfId: first.id })).toMatchObject({
      title: 'one',
    })
    expect(
      await codeOf(ann().run(upToTwo, { code: elsewhere, title: 'moved', shelfId: first.id })),
    ).toBe('forbidden')
    const moved = { code: elsewhere, title: 'moved', shelfId: first.id }
    expect((await ann().bulkCreate(upToTwo, [moved])).outcomes).toMatchObject([
      { error: { code: 'forbidden' } },
    ])
    expect(
      await opened.system().query(Book, { filter: (book) => eq(book.code, elsewhere) }),
    ).toMatchObject([{ title: 'none', shelfId: second.id }])
    expect(await codeOf(ann().run(upToTwo, { code: code(), shelfId: first.id }))).toBe('forbidden')
    // What was too full before is told of a record that stays as it is, too.
    await add(first.id)
    expect(await codeOf(ann().run(upToTwo, { code: one, title: 'one', shelfId: first.id }))).toBe(
      'forbidden',
    )
  })
})
