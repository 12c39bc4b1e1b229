import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { add, eq } from '../../expression/operators.ts'
import { identity } from '../../resource/indexes.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create } from '../contract/action.ts'
import type { Notification } from '../contract/notification.ts'

type Clerk = { readonly name: string }
const office = app<{ actor: Clerk }>()
const times: Date[] = []
const now = () => times.shift() ?? new Date(0)

class Entry extends Resource(
  'Entry',
  {
    id: t.uuid().primaryKey(),
    key: t.string(),
    text: t.string().nullable(),
    tag: t.string().default('none'),
    clerk: t.string().default('nobody'),
    hits: t.integer({ max: 3 }).default(0),
    updatedAt: t.datetime().default(now).updateDefault(now),
  },
  { table: 'entries' },
) {
  static identities = { key: identity(Entry, ['key']) }
  static actions = {
    put: create(Entry, { accept: ['key', 'text', 'tag', 'clerk'], upsert: { identity: 'key' } }),
    hit: create(Entry, {
      accept: ['key', 'clerk'],
      set: ({ hits }) => ({ hits: add(hits, 1) }),
      upsert: { identity: 'key' },
    }),
    reset: create(Entry, {
      accept: ['key', 'text', 'tag', 'clerk'],
      upsert: { identity: 'key', fields: ['text', 'tag'] },
    }),
  }
  static policies = office.policies(Entry, ({ clerk, actor }, policy) => [
    policy.read().authorizeIf(true),
    policy.create().authorizeIf(true),
    policy.update().authorizeIf(eq(clerk, actor.name)),
  ])
}

eachDataLayer('upserts', (_make, layer) => {
  let opened: App<Clerk>
  const sent: Notification[] = []
  beforeAll(async () => {
    opened = await office.open({
      resources: [Entry],
      dataLayer: await emptyDataLayer(layer),
      notifiers: [{ name: 'recorder', notify: (notification) => void sent.push(notification) }],
    })
  })
  afterAll(() => opened.close())
  const session = () => opened.session({ name: 'ann' })
  let last = 0
  const key = () => `key ${++last}`

  test('what was given is set, what comes from a default is not', async () => {
    const entry = await session().run(Entry.actions.put, {
      key: key(),
      text: 'a',
      tag: 'v1',
      clerk: 'ann',
    })
    const again = await session().run(Entry.actions.put, { key: entry.key, text: 'b' })
    expect(again).toMatchObject({ id: entry.id, text: 'b', tag: 'v1', clerk: 'ann' })
  })
  test('a named field that was not given goes back to its default, and the time of the change moves', async () => {
    times.splice(0, times.length, ...[1, 2, 3, 4, 5, 6].map((second) => new Date(second * 1000)))
    const entry = await session().run(Entry.actions.reset, {
      key: key(),
      text: 'a',
      tag: 'v1',
      clerk: 'ann',
    })
    const again = await session().run(Entry.actions.reset, { key: entry.key })
    expect(again).toMatchObject({ id: entry.id, text: null, tag: 'none', clerk: 'ann' })
    expect(again.updatedAt.getTime()).toBeGreaterThan(entry.updatedAt.getTime())
  })
  test('a notification says whether it was a create or an update, and nothing where nothing changed', async () => {
    sent.length = 0
    const input = { key: key(), text: 'a', clerk: 'ann' }
    await session().run(Entry.actions.put, input)
    await session().run(Entry.actions.put, { ...input, text: 'b' })
    await session().run(Entry.actions.put, { ...input, text: 'b' })
    expect(sent.map(({ type, changed }) => [type, changed.includes('text')])).toEqual([
      ['create', true],
      ['update', true],
    ])
  })
  test('the record is checked as it is stored, not as it would become', async () => {
    const entry = await session().run(Entry.actions.put, { key: key(), clerk: 'bob' })
    await expect(
      session().run(Entry.actions.put, { key: entry.key, clerk: 'ann' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    expect((await session().get(Entry, entry.id)).clerk).toBe('bob')
  })
  test('an actor who may never update may not upsert', async () => {
    await expect(opened.session(null).run(Entry.actions.put, { key: key() })).rejects.toMatchObject(
      { code: 'forbidden' },
    )
  })
  test('an expression is over the new values on a create, over the stored record on an update', async () => {
    sent.length = 0
    const input = { key: key(), clerk: 'ann' }
    const counts = []
    for (const _ of [1, 2, 3]) counts.push((await session().run(Entry.actions.hit, input)).hits)
    expect(counts).toEqual([1, 2, 3])
    expect(sent.map(({ type, changed }) => [type, changed.includes('hits')])).toEqual([
      ['create', true],
      ['update', true],
      ['update', true],
    ])
    await expect(session().run(Entry.actions.hit, input)).rejects.toMatchObject({
      code: 'invalid_attribute',
      field: 'hits',
    })
    expect(
      (await session().query(Entry, { filter: (entry) => eq(entry.key, input.key) })).map(
        ({ hits }) => hits,
      ),
    ).toEqual([3])
  })
  test('several at once make one record', async () => {
    const input = { key: key(), clerk: 'ann' }
    const made = await Promise.all(
      ['a', 'b', 'c', 'd'].map((text) => session().run(Entry.actions.put, { ...input, text })),
    )
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await session().count(Entry, { filter: (entry) => eq(entry.key, input.key) })).toBe(1)
  })
})
