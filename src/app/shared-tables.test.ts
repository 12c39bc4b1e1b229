import { expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../test/support/data-layers.ts'
import { create, read, update } from '../action/contract/action.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { eq } from '../expression/operators.ts'
import { identity } from '../resource/indexes.ts'
import { belongsTo } from '../resource/relationship.ts'
import { type AnyResource, Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'

const site = app<{ actor: { readonly id: string } }>()
const id = t.uuid().primaryKey()

class Account extends Resource(
  'Account',
  { id, name: t.string(), email: t.string(), shown: t.boolean().default(true) },
  { table: 'accounts' },
) {
  static identities = { email: identity(Account, ['email']) }
  static actions = { open: create(Account, { accept: ['name', 'email', 'shown'] }) }
  static policies = site.policies(Account, ({ id: own, actor }, policy) => [
    policy.always().authorizeIf(eq(own, actor.id)),
  ])
}
class Profile extends Resource(
  'Profile',
  { id, name: t.string(), shown: t.boolean() },
  { table: 'accounts' },
) {
  static identities = { name: identity(Profile, ['name']) }
  static actions = { list: read(Profile), rename: update(Profile, { accept: ['name'] }) }
  static policies = site.policies(Profile, ({ id: own, shown, actor }, policy) => [
    policy.read().authorizeIf(eq(shown, true)),
    policy.update().authorizeIf(eq(own, actor.id)),
  ])
}
class Note extends Resource('Note', { id, ownerId: t.uuid() }) {
  static relationships = { owner: belongsTo(() => Profile) }
  static actions = { add: create(Note, { accept: ['ownerId'] }) }
}

eachDataLayer('two resources of one table', (_, name) => {
  test('are views of the same records, each with its own fields and policies, under the constraints of both', async () => {
    const opened = await site.open({
      resources: [Account, Profile, Note],
      dataLayer: await emptyDataLayer(name),
    })
    const system = opened.system()
    const ada = await system.run(Account.actions.open, { name: 'Ada', email: 'a@x' })
    const hidden = await system.run(Account.actions.open, {
      name: 'Ben',
      email: 'b@x',
      shown: false,
    })
    const session = opened.session({ id: ada.id })
    expect([await session.query(Profile), (await session.query(Account)).length]).toEqual([
      [{ id: ada.id, name: 'Ada', shown: true }],
      1,
    ])
    await expect(
      opened.session({ id: hidden.id }).run(Profile.actions.rename, { id: ada.id, name: 'x' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await session.run(Profile.actions.rename, { id: ada.id, name: 'Ada L.' })
    expect(await session.get(Account, ada.id)).toMatchObject({ name: 'Ada L.', email: 'a@x' })
    await expect(
      system.run(Account.actions.open, { name: 'Ben', email: 'c@x' }),
    ).rejects.toMatchObject({ code: 'already_taken' })
    await expect(
      system.run(Account.actions.open, { name: 'Cy', email: 'a@x' }),
    ).rejects.toMatchObject({ code: 'already_taken' })
    expect((await system.run(Note.actions.add, { ownerId: hidden.id })).ownerId).toBe(hidden.id)
    await expect(
      system.run(Note.actions.add, { ownerId: '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f' }),
    ).rejects.toMatchObject({ code: 'invalid_attribute' })
    await opened.close()
  })
})

test('resources of one table that disagree are refused', async () => {
  const problem = (other: AnyResource) =>
    site.open({ resources: [Account, other], dataLayer: memory() }).then(
      () => undefined,
      (error: Error) => error.message,
    )
  const table = { table: 'accounts' }
  expect(
    await problem(class A extends Resource('A', { id, name: t.integer() }, table) {}),
  ).toContain('name is a integer here and a string in Account')
  expect(
    await problem(
      class A extends Resource('A', { id, title: t.string().source('name') }, table) {},
    ),
  ).toContain('the column name is title here and name in Account')
  expect(
    await problem(class A extends Resource('A', { id, name: t.string().primaryKey() }, table) {}),
  ).toContain('its primary key is not that of Account')
  class Sparse extends Resource('Sparse', { id, name: t.string() }, table) {
    static actions = {
      add: create(Sparse, { accept: ['name'] }),
      rename: update(Sparse, { accept: ['name'] }),
    }
  }
  expect(await problem(Sparse)).toContain(
    'it creates records of the table "accounts" that Account would read without email and shown, which it requires',
  )
  class Sparing extends Resource('Sparing', { id, name: t.string() }, table) {
    static actions = { rename: update(Sparing, { accept: ['name'] }) }
  }
  expect(await problem(Sparing)).toBeUndefined()
  expect(await problem(class Other extends Resource('Account', { id }) {})).toContain(
    '2 resources have the name "Account"',
  )
})
