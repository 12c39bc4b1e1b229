import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import { sentDuring } from '../../../test/support/query-plan/explain.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import type { DataLayer } from '../../data-layer/data-layer.ts'
import { add, concat, eq, gt, multiply } from '../../expression/operators.ts'
import { identity } from '../../resource/indexes.ts'
import { belongsTo } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, destroy, update } from '../contract/action.ts'

const site = app<{ actor: { readonly name: string } }>()

class Item extends Resource('Item', {
  id: t.integer().primaryKey(),
  owner: t.string().default('ann'),
  name: t.string({ maxLength: 5 }).default('name'),
  free: t.string().default('free'),
  count: t.integer({ max: 9 }).default(1),
  size: t.float().default(1),
  mode: t.oneOf('on', 'off').default('on'),
}) {
  static identities = { name: identity(Item, ['owner', 'id']) }
  static actions = {
    add: create(Item, { accept: ['id', 'owner', 'size'] }),
    note: create(Item, { accept: ['id', 'owner'], transaction: false }),
    put: create(Item, {
      accept: ['id', 'owner'],
      set: ({ count }) => ({ count: add(count, 5) }),
      upsert: { identity: 'name' },
      transaction: false,
    }),
    edit: update(Item, { accept: ['name'] }),
    loose: update(Item, { accept: ['name'], transaction: false }),
    drop: destroy(Item, { transaction: false }),
    rename: update(Item, {
      arguments: { to: t.string({ allowEmpty: true }) },
      set: (_, { to }) => ({ name: concat(to, '') }),
      transaction: false,
    }),
    free: update(Item, {
      arguments: { to: t.string({ allowEmpty: true }) },
      set: (_, { to }) => ({ free: concat(to, '') }),
    }),
    grow: update(Item, {
      arguments: { by: t.integer() },
      set: ({ count }, { by }) => ({ count: add(count, by) }),
    }),
    turn: update(Item, {
      arguments: { to: t.string() },
      set: (_, { to }) => ({ mode: concat(to, '') as never }),
    }),
    swell: update(Item, { set: ({ size }) => ({ size: multiply(size, 1e200) }) }),
    swellLarge: update(Item, {
      accept: ['name'],
      where: ({ size }) => gt(multiply(size, 1e200), 1),
    }),
  }
  static policies = site.policies(Item, ({ owner, actor }, policy) => [
    policy.read().authorizeIf(eq(owner, actor.name)),
    policy.create().authorizeIf(true),
    policy.update().authorizeIf(true),
    policy.destroy().authorizeIf(true),
  ])
}

eachDataLayer('a write that fails', (_, layer) => {
  let opened: App<{ readonly name: string }>
  let full = false
  beforeAll(async () => {
    const trail = {
      name: 'trail',
      withinTransaction: async () => (full ? Promise.reject(new Error('full')) : undefined),
    }
    opened = await site.open({
      resources: [Item],
      dataLayer: await emptyDataLayer(layer),
      notifiers: [trail],
    })
  })
  afterAll(() => opened.close())
  beforeEach(() => void (full = false))
  let last = 0
  const ann = () => opened.session({ name: 'ann' })
  const added = async (owner = 'ann', size = 1) =>
    (await opened.system().run(Item.actions.add, { id: ++last, owner, size })).id
  const unchanged = async (work: () => Promise<unknown>, error: object): Promise<void> => {
    const before = await opened.system().query(Item, { sort: ['id'] })
    await expect(work()).rejects.toMatchObject(error)
    expect(await opened.system().query(Item, { sort: ['id'] })).toEqual(before)
  }

  test('is undone with what a notifier does inside, though the action wants no transaction', async () => {
    const id = await added()
    full = true
    await unchanged(() => ann().run(Item.actions.note, { id: ++last }), { message: 'full' })
    await unchanged(() => ann().run(Item.actions.put, { id }), { message: 'full' })
    await unchanged(() => ann().run(Item.actions.put, { id: ++last }), { message: 'full' })
    await unchanged(() => ann().run(Item.actions.loose, { id, name: 'x' }), { message: 'full' })
    await unchanged(() => ann().run(Item.actions.drop, { id }), { message: 'full' })
    await unchanged(() => ann().bulkUpdate(Item.actions.loose, {}, { name: 'x' }), {
      message: 'full',
    })
  })
  test('because a computed value is none of its type leaves what was stored', async () => {
    const id = await added()
    await unchanged(() => ann().run(Item.actions.rename, { id, to: '' }), {
      code: 'required',
      field: 'name',
    })
    await unchanged(() => ann().run(Item.actions.free, { id, to: '' }), {
      code: 'required',
      field: 'free',
    })
    await unchanged(() => ann().run(Item.actions.rename, { id, to: 'too long' }), {
      code: 'invalid_attribute',
      field: 'name',
    })
    await unchanged(() => ann().run(Item.actions.grow, { id, by: 20 }), {
      code: 'invalid_attribute',
      field: 'count',
    })
    await unchanged(() => ann().run(Item.actions.turn, { id, to: 'neither' }), {
      code: 'invalid_attribute',
      field: 'mode',
    })
    await unchanged(() => ann().bulkUpdate(Item.actions.rename, {}, { to: '' }), {
      code: 'required',
      field: 'name',
    })
    await opened.system().run(Item.actions.grow, { id, by: 5 })
    await unchanged(() => ann().run(Item.actions.put, { id }), {
      code: 'invalid_attribute',
      field: 'count',
    })
    expect(await ann().run(Item.actions.rename, { id, to: 'fits' })).toMatchObject({ name: 'fits' })
  })
  test('does not tell of a hidden record by failing on it', async () => {
    const id = await added('bob', 1e200)
    await unchanged(() => ann().run(Item.actions.swell, { id }), { code: 'not_found' })
    await unchanged(() => ann().run(Item.actions.swellLarge, { id, name: 'x' }), {
      code: 'not_found',
    })
    expect(await ann().can(Item.actions.swellLarge, { id })).toBe(false)
    const own = { filter: (item: { size: never }) => gt(item.size, 1e150 as never) } as never
    expect(await ann().bulkUpdate(Item.actions.swell, own, {})).toMatchObject({
      status: 'success',
      succeeded: 0,
    })
    expect(await ann().bulkUpdate(Item.actions.swellLarge, own, { name: 'x' })).toMatchObject({
      status: 'success',
      succeeded: 0,
    })
  })
})

class Relic extends Resource('Relic', {
  id: t.integer().primaryKey(),
  n: t.integer().default(0),
  kind: t.oneOf('vase', 'coin').nullable(),
  tags: t.list(t.string()).nullable(),
  years: t.list(t.integer()).nullable(),
  find: t.map({ fields: { depth: t.integer() } }).nullable(),
  extra: t.map().nullable(),
}) {
  static actions = {
    add: create(Relic, { accept: ['id'] }),
    setN: update(Relic, { accept: ['n'] }),
    remove: destroy(Relic),
  }
}
class Coin extends Resource('Coin', {
  id: t.integer().primaryKey(),
  n: t.integer().default(0),
  face: t.oneOf('head', 'tail').default('head'),
  marks: t.list(t.string()).default([]),
  relicId: t.integer().nullable(),
}) {
  static relationships = { relic: belongsTo(() => Relic) }
  static actions = {
    add: create(Coin, { accept: ['id', 'relicId'] }),
    setN: update(Coin, { accept: ['n'] }),
    remove: destroy(Coin),
  }
}

eachDataLayer(
  'a stored row that its declaration does not read',
  (_, layer) => {
    let dataLayer: DataLayer
    let opened: App<never>
    beforeAll(async () => {
      dataLayer = await emptyDataLayer(layer)
      opened = await app<{ actor: never }>().open({ resources: [Relic, Coin], dataLayer })
    })
    afterAll(() => opened.close())
    const query = async (text: string) => (await dataLayer.connection.sql!.query(text)).rows
    const bad = {
      kind: "'sword'",
      tags: '\'"iron"\'',
      years: '\'["old"]\'',
      find: '\'{"depth": "deep"}\'',
      extra: "'[1]'",
    }

    test('is neither changed nor removed by a write that cannot give it back', async () => {
      const session = opened.session(null)
      for (const [at, [column, value]] of Object.entries(bad).entries()) {
        const id = at + 1
        await session.run(Relic.actions.add, { id })
        await query(`update relics set ${column} = ${value} where id = ${id}`)
        for (const write of [
          () => session.run(Relic.actions.setN, { id, n: 5 }),
          () => session.run(Relic.actions.remove, { id }),
          () =>
            session.bulkUpdate(
              Relic.actions.setN,
              { filter: (relic) => eq(relic.id, id) },
              { n: 5 },
            ),
          () => session.bulkDestroy(Relic.actions.remove, { filter: (relic) => eq(relic.id, id) }),
        ])
          await expect(write()).rejects.toMatchObject({ code: 'assumption_failed' })
        expect(await query(`select n from relics where id = ${id}`)).toEqual([{ n: 0 }])
      }
    })
    test('undoes a write that loads it', async () => {
      const session = opened.session(null)
      await session.run(Relic.actions.add, { id: 20 })
      await session.run(Coin.actions.add, { id: 20, relicId: 20 })
      await query("update relics set kind = 'sword' where id = 20")
      for (const write of [
        () => session.run(Coin.actions.setN, { id: 20, n: 5 }, { load: { relic: true } }),
        () => session.run(Coin.actions.add, { id: 21, relicId: 20 }, { load: { relic: true } }),
        () => session.run(Coin.actions.remove, { id: 20 }, { load: { relic: true } }),
      ])
        await expect(write()).rejects.toMatchObject({ code: 'assumption_failed' })
      expect(await query('select id, n from coins')).toEqual([{ id: 20, n: 0 }])
    })
    test.runIf(layer === 'postgres')(
      'costs a write no statement where a condition can tell',
      async () => {
        const session = opened.session(null)
        await session.run(Coin.actions.add, { id: 1 })
        expect(
          await sentDuring(() => session.run(Coin.actions.setN, { id: 1, n: 2 })),
        ).toHaveLength(1)
        expect(await sentDuring(() => session.run(Coin.actions.remove, { id: 1 }))).toHaveLength(1)
      },
    )
  },
  ['pglite', 'postgres'],
)
