import { expect, test } from 'vitest'
import { blog, openBlog, Post, useBlog } from '../../../test/support/action/blog.ts'
import { eachDataLayer } from '../../../test/support/data-layers.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { concat, eq } from '../../expression/operators.ts'
import { actionIs, changingAttributes, matches } from '../../policy/checks.ts'
import { identity } from '../../resource/indexes.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, read, update } from '../contract/action.ts'
import { present } from '../validations.ts'

class Note extends Resource('Note', {
  id: t.uuid().primaryKey(),
  key: t.string(),
  owner: t.string(),
  sealed: t.boolean().default(false),
}) {
  static identities = { key: identity(Note, ['key']) }
  static actions = {
    write: create(Note, { accept: ['key', 'owner'] }),
    mine: create(Note, { accept: ['key'], set: { owner: 'ada' } }),
    theirs: create(Note, { accept: ['key'], set: { owner: 'bob' } }),
    put: create(Note, {
      accept: ['key', 'owner'],
      set: { sealed: true },
      upsert: { identity: 'key' },
    }),
    rename: update(Note, { accept: ['key'] }),
    seal: update(Note, { set: { sealed: true } }),
    checked: update(Note, { changes: [present(Note, 'owner')] }),
  }
  static policies = blog.policies(Note, ({ owner, actor }, policy) => [
    policy.read().authorizeIf(eq(owner, actor.name)),
    policy.create().authorizeIf(eq(owner, actor.name)),
    policy
      .update()
      .forbidIf(actionIs('put'))
      .forbidIf(changingAttributes('sealed'))
      .authorizeIf(eq(owner, actor.name)),
  ])
}

eachDataLayer('can', (_, layer) => {
  const open = useBlog(layer, { resources: [Note] })
  test('what only the data can tell counts as yes, until a record is named', async () => {
    const { ada, bob, anonymous, users } = await open()
    const post = await ada.run(Post.actions.write, { title: 'x', authorId: users.ada.id })
    expect(await bob.can(Post.actions.publish)).toBe(true)
    expect(await bob.can(Post.actions.publish, { id: post.id })).toBe(false)
    expect(await ada.can(Post.actions.publish, { id: post.id })).toBe(true)
    expect(await anonymous.can(Post.actions.publish)).toBe(false)
    expect(await anonymous.can(Post.actions.list)).toBe(true)
  })
  test('a create is decided by what is given', async () => {
    const { ada, users, system } = await open()
    expect(await ada.can(Post.actions.write, { authorId: users.ada.id })).toBe(true)
    expect(await ada.can(Post.actions.write, { authorId: users.bob.id })).toBe(false)
    expect(await ada.can(Post.actions.write)).toBe(true)
    expect(await system.can(Post.actions.write, { authorId: users.bob.id })).toBe(true)
  })
  test('what the action sets by itself counts, and so do the update policies of an upsert', async () => {
    const { ada, system } = await open()
    const own = await system.run(Note.actions.write, { key: 'own', owner: 'ada' })
    const other = await system.run(Note.actions.write, { key: 'other', owner: 'bob' })
    expect(await ada.can(Note.actions.rename, { id: own.id, key: 'x' })).toBe(true)
    expect(await ada.can(Note.actions.seal, { id: own.id })).toBe(false)
    await expect(ada.run(Note.actions.seal, { id: own.id })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await ada.can(Note.actions.rename, { id: other.id, key: 'x' })).toBe(false)
    expect(await ada.can(Note.actions.checked, { id: own.id })).toBe(true)
    expect(await ada.can(Note.actions.checked, { id: other.id })).toBe(false)
    expect(await ada.can(Note.actions.checked)).toBe(true)
    expect(await ada.can(Note.actions.put, { key: 'a', owner: 'ada' })).toBe(false)
    expect(await ada.can(Note.actions.mine, { key: 'a' })).toBe(true)
    expect(await ada.can(Note.actions.theirs, { key: 'a' })).toBe(false)
  })
  test('a session can be taken over by another actor', async () => {
    const { ada, users, system } = await open()
    expect(ada.as(users.bob).actor).toBe(users.bob)
    expect(await system.as(users.ada).can(Post.actions.write, { authorId: users.bob.id })).toBe(
      false,
    )
  })
})

test('what further input may still decide counts as yes, under strict policies too, and is decided when it is given', async () => {
  class Ticket extends Resource('Ticket', {
    id: t.uuid().primaryKey(),
    kind: t.string().default('bug'),
    label: t.string(),
    owner: t.string(),
  }) {
    static actions = {
      open: create(Ticket, {
        accept: ['kind', 'owner'],
        arguments: { reason: t.string() },
        set: ({ owner }) => ({ label: concat('of ', owner) }),
      }),
      edit: update(Ticket, { accept: ['kind', 'owner'] }),
      list: read(Ticket, { arguments: { reason: t.string() } }),
    }
    static policies = blog.policies(Ticket, ({ kind, label, actor }, policy) => [
      policy
        .always()
        .forbidIf(
          matches(
            'without a reason',
            ({ arguments: given, action }) =>
              ['open', 'list'].includes(action) && given['reason'] !== 'good',
          ),
        )
        .authorizeIf(true),
      policy.create().strict().authorizeIf(eq(kind, 'question')),
      policy.create().authorizeIf(eq(label, concat('of ', actor.name))),
      policy.update().authorizeIf(changingAttributes('owner')),
    ])
  }
  const { app: opened, ada } = await openBlog(memory(), { resources: [Ticket] })
  const yes = [
    {},
    { kind: 'question' },
    { owner: 'ada' },
    { reason: 'good' },
    { kind: 'question', owner: 'ada', reason: 'good' },
  ]
  const no = [
    { kind: 'bug' },
    { owner: 'bob' },
    { reason: 'bad' },
    { kind: 'question', owner: 'bob', reason: 'good' },
  ]
  for (const input of yes)
    expect([input, await ada.can(Ticket.actions.open, input)]).toEqual([input, true])
  for (const input of no)
    expect([input, await ada.can(Ticket.actions.open, input)]).toEqual([input, false])
  expect([
    await ada.can(Ticket.actions.list),
    await ada.can(Ticket.actions.list, { reason: 'bad' }),
  ]).toEqual([true, false])
  const { id } = await ada.run(Ticket.actions.open, {
    kind: 'question',
    owner: 'ada',
    reason: 'good',
  })
  expect([
    await ada.can(Ticket.actions.edit, { id }),
    await ada.can(Ticket.actions.edit, { id, kind: 'x', owner: 'y' }),
  ]).toEqual([true, true])
  await opened.close()
})
