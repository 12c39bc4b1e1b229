import { afterAll, beforeAll, expect, test } from 'vitest'
import { create, read, update } from '../../src/action/contract/action.ts'
import { clockKey } from '../../src/context/context.ts'
import type { App } from '../../src/app/app.ts'
import { app } from '../../src/app/open-app.ts'
import {
  ago,
  dateAdd,
  dateSubtract,
  eq,
  fromNow,
  gt,
  gte,
  lt,
  now,
  startOf,
} from '../../src/expression/operators.ts'
import { count } from '../../src/resource/aggregate.ts'
import { calculate } from '../../src/resource/calculation.ts'
import { belongsTo, hasMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { t } from '../../src/type/t.ts'
import { eachDataLayer } from '../support/data-layers.ts'

const clock = app<{ actor: { id: number } }>()
class Board extends Resource('Board', { id: t.integer().primaryKey() }) {
  static relationships = { notes: hasMany(() => Note) }
  static aggregates = {
    fresh: count(Board, 'notes', { filter: ({ at }) => gt(at, ago(2, 'second')) }),
  }
  static actions = { list: read(Board), add: create(Board, { accept: ['id'] }) }
}
class Note extends Resource('Note', {
  id: t.integer().primaryKey(),
  at: t.datetime().default(() => new Date()),
  days: t.integer().nullable(),
  boardId: t.integer().nullable(),
}) {
  static relationships = { board: belongsTo(() => Board) }
  static calculations = {
    fresh: calculate(Note, t.boolean(), ({ at }) => gt(at, ago(2, 'second'))),
    due: calculate(Note, t.datetime().nullable(), ({ at, days }) => dateAdd(at, days, 'day')),
    month: calculate(Note, t.datetime(), ({ at }) => startOf('month', at)),
    next: calculate(Note, t.datetime(), ({ at }) => dateAdd(at, 1, 'month')),
  }
  static actions = {
    list: read(Note),
    recent: read(Note, { filter: ({ at }) => gte(at, ago(2, 'second')) }),
    add: create(Note, { accept: ['id', 'at', 'days', 'boardId'] }),
    snooze: update(Note, { set: ({ at }) => ({ at: dateAdd(at, 1, 'week') }) }),
  }
}
class Pass extends Resource('Pass', { id: t.integer().primaryKey(), until: t.datetime() }) {
  static actions = { list: read(Pass), add: create(Pass, { accept: ['id', 'until'] }) }
  static policies = clock.policies(Pass, ({ until }, policy) => [
    policy.read().authorizeIf(gt(until, now())),
    policy.create().authorizeIf(true),
  ])
}

eachDataLayer('relative time', (make) => {
  let opened: App<{ id: number }>
  beforeAll(async () => {
    opened = await clock.open({ resources: [Board, Note, Pass], dataLayer: await make([]) })
  })
  afterAll(() => opened.close())
  const session = () => opened.session({ id: 1 })

  test('is asked at each call: in filters of actions, calculations, aggregates and policies', async () => {
    let time = Date.parse('2026-01-31T12:00:00Z')
    const timed = session().with(clockKey, () => new Date(time))
    await timed.run(Board.actions.add, { id: 1 })
    await timed.run(Note.actions.add, { id: 1, at: new Date(time), boardId: 1 })
    await timed.run(Pass.actions.add, { id: 1, until: new Date(time + 2000) })
    const seen = async () => {
      const [board] = await timed.query(Board, { load: { fresh: true } })
      const [note] = await timed.query(Note, { load: { fresh: true } })
      return [
        board!.fresh,
        note!.fresh,
        (await timed.run(Note.actions.recent, {})).length,
        await timed.count(Pass),
      ]
    }
    expect(await seen()).toEqual([1, true, 1, 1])
    time += 2200
    expect(await seen()).toEqual([0, false, 0, 0])
  })
  test('counts in UTC, months by the calendar, and sets what it is assigned to', async () => {
    const at = new Date('2024-01-31T12:34:56.789Z')
    await session().run(Note.actions.add, { id: 2, at, days: 30 })
    const [note] = await session().query(Note, {
      filter: ({ id }) => eq(id, 2),
      load: { due: true, month: true, next: true },
    })
    expect(note).toMatchObject({
      due: new Date('2024-03-01T12:34:56.789Z'),
      month: new Date('2024-01-01T00:00:00Z'),
      next: new Date('2024-02-29T12:34:56.789Z'),
    })
    expect((await session().run(Note.actions.snooze, { id: 2 })).at).toEqual(
      new Date('2024-02-07T12:34:56.789Z'),
    )
  })
  test('is null where a side is, and the first or the last time where it would be beyond', async () => {
    await session().run(Note.actions.add, { id: 3, at: new Date('9999-12-31T00:00:00Z') })
    const [note] = await session().query(Note, {
      filter: ({ id }) => eq(id, 3),
      load: { due: true, next: true },
    })
    expect(note).toMatchObject({ due: null, next: new Date('9999-12-31T23:59:59.999Z') })
    const early = new Date('0001-01-02T00:00:00Z')
    expect(
      await session().count(Note, {
        filter: ({ at: time }) => lt(dateSubtract(time, 1e300, 'year'), early),
      }),
    ).toBe(3)
    expect(
      await session().count(Note, { filter: ({ at: time }) => gt(time, fromNow(1e9, 'day')) }),
    ).toBe(0)
  })
  test('a date of any year, near or far, is compared', async () => {
    const counted = (date: Date) => session().count(Note, { filter: ({ at }) => lt(at, date) })
    for (const [time, records] of [
      [8.64e15, 3],
      [-8.64e15, 0],
      [Date.parse('+010000-01-01T00:00:00Z'), 3],
      [Date.parse('-000044-03-15T00:00:00Z'), 0],
      [Date.parse('-004800-01-01T00:00:00Z'), 0],
    ] as const)
      expect(await counted(new Date(time))).toBe(records)
    await expect(async () => counted(new Date(Number.NaN))).rejects.toMatchObject({
      code: 'invalid_operand',
    })
  })
})
