import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { belongsTo } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import {
  increment,
  optimisticLock,
  relateActor,
  setAttribute,
  setNewAttribute,
  when,
} from '../changes.ts'
import { create, destroy, update } from '../contract/action.ts'
import type { Change } from '../contract/changeset.ts'
import {
  absent,
  attributeEquals,
  changing,
  compare,
  confirm,
  match,
  oneOf,
  present,
  stringLength,
  validate,
} from '../validations.ts'

const shop = app<{ actor: Owner }>()
class Owner extends Resource('Owner', { id: t.uuid().primaryKey() }) {
  static actions = { add: create(Owner) }
}
const hooks: string[] = []
const slowly: Change<typeof Item> = (changeset) =>
  changeset.beforeTransaction(async (next, { connection, session }) => {
    hooks.push(connection.inTransaction ? 'inside' : 'outside')
    const { id, name } = next.record!
    if (name === 'raced') await session.run(Item.actions.rename, { id, name: 'moved' })
    return next
  })
class Item extends Resource('Item', {
  id: t.uuid().primaryKey(),
  name: t.string(),
  slug: t.string().nullable(),
  stock: t.integer().default(0),
  state: t.oneOf('new', 'sold').default('new'),
  soldAt: t.datetime().nullable(),
  version: t.integer().default(1),
  ownerId: t.uuid().nullable(),
}) {
  static relationships = { owner: belongsTo(() => Owner) }
  static actions = {
    add: create(Item, {
      accept: ['name', 'stock', 'slug', 'state'],
      changes: [
        setNewAttribute(Item, 'slug', (changeset) => String(changeset.get('name')).toLowerCase()),
        relateActor(Item, 'owner', { allowAnonymous: true }),
      ],
    }),
    own: create(Item, { accept: ['name'], changes: [relateActor(Item, 'owner')] }),
    rename: update(Item, { accept: ['name'] }),
    restock: update(Item, { changes: [increment(Item, 'stock', 5)] }),
    edit: update(Item, {
      accept: ['name'],
      arguments: { seen: t.integer() },
      changes: [optimisticLock(Item, 'version', 'seen')],
    }),
    sell: update(Item, {
      changes: [
        attributeEquals(Item, 'state', 'new', { message: 'has been sold' }),
        setAttribute(Item, 'state', 'sold'),
        setAttribute(Item, 'soldAt', () => new Date()),
      ],
    }),
    sellSlowly: update(Item, {
      changes: [attributeEquals(Item, 'state', 'new'), setAttribute(Item, 'state', 'sold'), slowly],
    }),
    anyhow: update(Item, {
      accept: ['state', 'slug'],
      changes: [when(changing(Item, 'state', { from: 'new', to: 'sold' }), present(Item, 'slug'))],
    }),
    forget: destroy(Item, { changes: [absent(Item, 'soldAt')] }),
    checked: create(Item, {
      accept: ['name', 'stock', 'slug'],
      arguments: { again: t.string().nullable() },
      changes: [
        match(Item, 'slug', /^[a-z]+$/),
        stringLength(Item, 'name', { min: 2, max: 4 }),
        compare(Item, 'stock', { atLeast: 1, lessThan: 10 }),
        oneOf(Item, 'name', ['ab', 'abc', 'abcde']),
        confirm(Item, 'name', 'again'),
        validate(Item, (changeset) =>
          changeset.get('name') === changeset.get('slug')
            ? { field: 'slug', message: 'must not repeat the name' }
            : undefined,
        ),
      ],
    }),
  }
}

eachDataLayer('changes', (_, layer) => {
  let opened: App<Owner>
  beforeAll(async () => {
    opened = await shop.open({ resources: [Owner, Item], dataLayer: await emptyDataLayer(layer) })
  })
  afterAll(() => opened.close())
  const session = () => opened.session(null)
  const add = (rest: object = {}) => session().run(Item.actions.add, { name: 'Lamp', ...rest })

  test('setNewAttribute gives way to what the caller gave', async () => {
    expect((await add()).slug).toBe('lamp')
    expect((await add({ slug: 'own' })).slug).toBe('own')
  })
  test('increments at once both count', async () => {
    const { id } = await add({ stock: 1 })
    await Promise.all([1, 2, 3].map(() => session().run(Item.actions.restock, { id })))
    expect((await session().get(Item, id)).stock).toBe(16)
  })
  test('relateActor relates the actor, and needs one', async () => {
    const owner = await opened.system().run(Owner.actions.add, {})
    expect((await opened.session(owner).run(Item.actions.own, { name: 'x' })).ownerId).toBe(
      owner.id,
    )
    await expect(session().run(Item.actions.own, { name: 'x' })).rejects.toMatchObject({
      code: 'required',
      field: 'ownerId',
    })
    expect((await add()).ownerId).toBeNull()
  })
  test('optimisticLock refuses a version that is not the stored one', async () => {
    const { id } = await add()
    expect(await session().run(Item.actions.edit, { id, name: 'a', seen: 1 })).toMatchObject({
      name: 'a',
      version: 2,
    })
    await expect(
      session().run(Item.actions.edit, { id, name: 'b', seen: 1 }),
    ).rejects.toMatchObject({ code: 'stale_record' })
  })
  test('a validation that looks at the stored record keeps two from doing the same', async () => {
    const { id } = await add()
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => session().run(Item.actions.sell, { id })),
    )
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ])
    await expect(session().run(Item.actions.sell, { id })).rejects.toMatchObject({
      code: 'invalid_attribute',
      message: 'state has been sold.',
    })
  })
  test('a hook that may take long runs outside even where the stored record is needed, and a record that changed meanwhile is stale', async () => {
    hooks.length = 0
    const { id } = await add()
    expect((await session().run(Item.actions.sellSlowly, { id })).state).toBe('sold')
    const raced = await add({ name: 'raced' })
    await expect(session().run(Item.actions.sellSlowly, { id: raced.id })).rejects.toMatchObject({
      code: 'stale_record',
    })
    expect(hooks).toEqual(['outside', 'outside'])
  })
  test('when runs its changes where its condition holds', async () => {
    const { id } = await add()
    await session().run(Item.actions.anyhow, { id, slug: null })
    await expect(session().run(Item.actions.anyhow, { id, state: 'sold' })).rejects.toMatchObject({
      code: 'required',
      field: 'slug',
    })
    expect(
      await session().run(Item.actions.anyhow, { id, state: 'sold', slug: 's' }),
    ).toMatchObject({ state: 'sold' })
    expect(
      await session().run(Item.actions.anyhow, { id, state: 'sold', slug: null }),
    ).toMatchObject({ slug: null })
  })
  test('a destroy can be validated', async () => {
    const [kept, sold] = [await add(), await add()]
    await session().run(Item.actions.sell, { id: sold.id })
    await expect(session().run(Item.actions.forget, { id: sold.id })).rejects.toMatchObject({
      code: 'invalid_attribute',
      field: 'soldAt',
    })
    await session().run(Item.actions.forget, { id: kept.id })
    await expect(session().run(Item.actions.forget, { id: kept.id })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
  test('validations say all that is wrong at once', async () => {
    const wrong = session().run(Item.actions.checked, {
      name: 'abcde',
      slug: 'abcde',
      stock: 0,
      again: 'x',
    })
    await expect(wrong).rejects.toMatchObject({
      errors: [
        { field: 'name', message: 'name must be at most 4 characters.' },
        { field: 'stock', message: 'stock must be at least 1.' },
        { field: 'again' },
        { field: 'slug', message: 'slug must not repeat the name.' },
      ],
    })
    await expect(
      session().run(Item.actions.checked, { name: 'xyz', slug: 'X', stock: 10, again: 'xyz' }),
    ).rejects.toMatchObject({
      errors: [
        { field: 'slug' },
        { field: 'stock', message: 'stock must be less than 10.' },
        { field: 'name', message: 'name must be one of ab, abc, abcde.' },
      ],
    })
    expect(
      await session().run(Item.actions.checked, { name: 'ab', stock: 9, again: 'ab' }),
    ).toMatchObject({ stock: 9 })
  })
})
