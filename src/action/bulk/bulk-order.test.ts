import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { add, eq, inList, subtract } from '../../expression/operators.ts'
import { identity, index } from '../../resource/indexes.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, destroy, update } from '../contract/action.ts'
import type { Change } from '../contract/changeset.ts'

const order: number[] = []
const noted: Change<typeof Slot> = (changeset) =>
  changeset.beforeAction((next) => (order.push(next.key!.id!), next))

class Slot extends Resource('Slot', {
  id: t.integer().primaryKey(),
  n: t.integer(),
  label: t.string().default('x'),
}) {
  static identities = { n: identity(Slot, ['n']) }
  static actions = {
    add: create(Slot, { accept: ['id', 'n'] }),
    up: update(Slot, { set: ({ n }) => ({ n: add(n, 1) }) }),
    down: update(Slot, { set: ({ n }) => ({ n: subtract(n, 1) }) }),
    take: update(Slot, { accept: ['n'] }),
    note: update(Slot, { accept: ['label'], changes: [noted] }),
    clear: destroy(Slot),
  }
}

class Seat extends Resource('Seat', {
  id: t.integer().primaryKey(),
  n: t.integer(),
  row: t.integer().default(1),
  state: t.string().nullable(),
}) {
  static indexes = {
    n: index(Seat, [{ by: ({ n }) => add(n, 0) }], { unique: true }),
    held: index(Seat, ['row'], { unique: true, where: ({ state }) => eq(state, 'held') }),
  }
  static actions = {
    add: create(Seat, { accept: ['id', 'n'] }),
    up: update(Seat, { set: ({ n }) => ({ n: add(n, 1) }) }),
    hold: update(Seat, { set: { state: 'held' } }),
    clear: destroy(Seat),
  }
}
class SeatView extends Resource(
  'SeatView',
  { id: t.integer().primaryKey(), n: t.integer(), row: t.integer().default(1) },
  { table: 'seats' },
) {
  static actions = { up: update(SeatView, { set: ({ n }) => ({ n: add(n, 1) }) }) }
}

eachDataLayer('the order of a bulk write', (_, layer) => {
  let opened: App<never>
  beforeAll(async () => {
    opened = await app<{ actor: never }>().open({
      resources: [Slot, Seat, SeatView],
      dataLayer: await emptyDataLayer(layer),
    })
  })
  afterAll(() => opened.close())
  const session = () => opened.session(null)
  const stored = async (...slots: (readonly [number, number])[]) => {
    await session().bulkDestroy(Slot.actions.clear, {})
    for (const [id, n] of slots) await session().run(Slot.actions.add, { id, n })
  }
  const numbers = async () => (await session().query(Slot, { sort: ['id'] })).map(({ n }) => n)

  test('records that set a unique value take it one after another, by primary key, each failing alone', async () => {
    await stored([3, 3], [1, 1], [2, 2])
    const up = await session().bulkUpdate(Slot.actions.up, {}, {})
    expect(
      up.outcomes.map((outcome) =>
        outcome.ok ? outcome.record.id : (outcome.error as { code: string }).code,
      ),
    ).toEqual(['already_taken', 'already_taken', 3])
    expect(await numbers()).toEqual([1, 2, 4])
    expect(await session().bulkUpdate(Slot.actions.down, {}, {})).toMatchObject({
      status: 'success',
      succeeded: 3,
    })
    expect(await numbers()).toEqual([0, 1, 3])
    const took = await session().bulkUpdate(
      Slot.actions.take,
      { filter: ({ id }) => inList(id, [2, 3]) },
      { n: 7 },
    )
    expect(took.outcomes).toMatchObject([{ ok: true, record: { id: 2 } }, { ok: false }])
    expect(await numbers()).toEqual([0, 7, 3])
  })
  test('records that are written one by one are taken by primary key, wherever they are stored', async () => {
    await stored([10, 1], [2, 2], [33, 3], [4, 4])
    await session().run(Slot.actions.take, { id: 2, n: 9 })
    order.splice(0)
    await session().bulkUpdate(Slot.actions.note, {}, { label: 'y' })
    expect(order).toEqual([2, 4, 10, 33])
  })
  test('what a unique index is over, and what says which records are in it, is taken one after another too, whichever view of the table sets it', async () => {
    const codes = (
      outcomes: readonly ({ ok: true; record: { id: number } } | { ok: false; error: unknown })[],
    ) =>
      outcomes.map((outcome) =>
        outcome.ok ? outcome.record.id : (outcome.error as { code: string }).code,
      )
    for (const up of [
      () => session().bulkUpdate(Seat.actions.up, {}, {}),
      () => session().bulkUpdate(SeatView.actions.up, {}, {}),
    ]) {
      await session().bulkDestroy(Seat.actions.clear, {})
      for (const id of [3, 1, 2]) await session().run(Seat.actions.add, { id, n: id })
      expect(codes((await up()).outcomes)).toEqual(['already_taken', 'already_taken', 3])
      expect((await session().query(Seat, { sort: ['id'] })).map(({ n }) => n)).toEqual([1, 2, 4])
    }
    expect(codes((await session().bulkUpdate(Seat.actions.hold, {}, {})).outcomes)).toEqual([
      1,
      'already_taken',
      'already_taken',
    ])
    expect(
      await session().bulkUpdate(Seat.actions.hold, {}, {}, { returnRecords: false }),
    ).toMatchObject({ failed: 2 })
  })
})
