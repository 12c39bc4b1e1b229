import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import { sentDuring } from '../../../test/support/query-plan/explain.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { add, eq } from '../../expression/operators.ts'
import { identity } from '../../resource/indexes.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create } from '../contract/action.ts'
import type { Notification } from '../contract/notification.ts'

interface Clerk {
  readonly name: string
}
const office = app<{ actor: Clerk }>()

class Card extends Resource('Card', {
  id: t.uuid().primaryKey(),
  code: t.string(),
  day: t.date().nullable(),
  owner: t.string(),
  secret: t.boolean().default(false),
  text: t.string().nullable(),
  hits: t.integer().default(0),
}) {
  static identities = {
    code: identity(Card, ['code', 'day'], { nullsDistinct: false }),
    day: identity(Card, ['day', 'code']),
  }
  static actions = {
    add: create(Card, { accept: ['code', 'day', 'owner', 'secret', 'text'] }),
    put: create(Card, { accept: ['code', 'day', 'owner', 'text'], upsert: { identity: 'code' } }),
    ensure: create(Card, { accept: ['code', 'owner'], upsert: { identity: 'code', fields: [] } }),
    hit: create(Card, {
      accept: ['code', 'owner'],
      set: ({ hits }) => ({ hits: add(hits, 1) }),
      upsert: { identity: 'code', fields: ['hits'] },
    }),
    loose: create(Card, { accept: ['code', 'day', 'owner', 'text'], upsert: { identity: 'day' } }),
  }
  static policies = office.policies(Card, ({ owner, secret, actor }, policy) => [
    policy.read().forbidIf(eq(secret, true)).authorizeIf(true),
    policy.create().authorizeIf(eq(owner, actor.name)),
    policy.update().authorizeIf(eq(owner, actor.name)),
  ])
}

eachDataLayer('upserts in bulk', (_, layer) => {
  let opened: App<Clerk>
  const sent: Notification[] = []
  beforeAll(async () => {
    const notifiers = [
      { name: 'recorder', notify: (notification: Notification) => void sent.push(notification) },
    ]
    opened = await office.open({
      resources: [Card],
      dataLayer: await emptyDataLayer(layer),
      notifiers,
    })
  })
  afterAll(() => opened.close())
  let last = 0
  const code = () => `c${++last}`
  const ann = () => opened.session({ name: 'ann' })
  const stored = (input: { owner: string; secret?: boolean; text?: string }) =>
    opened.system().run(Card.actions.add, { code: code(), ...input })
  const codeOf = (outcome: { ok: true } | { ok: false; error: unknown }) =>
    outcome.ok ? 'ok' : (outcome.error as { code: string }).code

  test('each record comes to what it would come to alone, and is told of in the order of the inputs', async () => {
    const [own, same, foreign, hidden] = [
      await stored({ owner: 'ann' }),
      await stored({ owner: 'ann', text: 'x' }),
      await stored({ owner: 'bob' }),
      await stored({ owner: 'ann', secret: true, text: 'kept' }),
    ]
    const fresh = code()
    sent.splice(0)
    const result = await ann().bulkCreate(
      Card.actions.put,
      [own.code, same.code, foreign.code, hidden.code, fresh, code()].map((key, at) => ({
        code: key,
        owner: at === 5 ? 'bob' : 'ann',
        text: 'x',
      })),
    )
    expect(result.outcomes.map(codeOf)).toEqual([
      'ok',
      'ok',
      'forbidden',
      'already_taken',
      'ok',
      'forbidden',
    ])
    expect(result.outcomes).toMatchObject([
      { record: { id: own.id, text: 'x' } },
      { record: { id: same.id } },
      {},
      {},
      { record: { code: fresh } },
      {},
    ])
    expect(sent.map(({ type, record }) => [type, record['code']])).toEqual([
      ['update', own.code],
      ['create', fresh],
    ])
    expect(await opened.system().get(Card, hidden.id)).toMatchObject({ text: 'kept' })
  })
  test('the same identity twice is written twice, in order', async () => {
    const key = code()
    const result = await ann().bulkCreate(
      Card.actions.put,
      ['a', 'b', 'c'].map((text) => ({ code: key, owner: 'ann', text })),
    )
    expect(result.outcomes).toMatchObject([
      { record: { text: 'a' } },
      { record: { text: 'b' } },
      { record: { text: 'c' } },
    ])
    expect(new Set(result.outcomes.map((outcome) => outcome.ok && outcome.record.id)).size).toBe(1)
    const hits = await ann().bulkCreate(
      Card.actions.hit,
      [key, key, key].map((each) => ({ code: each, owner: 'ann' })),
    )
    expect(hits.outcomes).toMatchObject([
      { record: { hits: 1 } },
      { record: { hits: 2 } },
      { record: { hits: 3 } },
    ])
  })
  test('an identity with a null in it meets none where nulls are distinct', async () => {
    const key = code()
    const input = { code: key, owner: 'ann', text: 'a' }
    const [first] = (await ann().bulkCreate(Card.actions.put, [input])).outcomes
    expect((await ann().bulkCreate(Card.actions.put, [input])).outcomes).toMatchObject([
      { record: { id: first!.ok && first!.record.id } },
    ])
    const loose = await ann().bulkCreate(Card.actions.loose, [
      { ...input, day: '2026-01-02' },
      { ...input, day: '2026-01-02', text: 'b' },
    ])
    expect(loose.outcomes).toMatchObject([{ record: { text: 'a' } }, { record: { text: 'b' } }])
  })
  test.runIf(layer === 'postgres')(
    'an upsert is one statement, and so is a batch of them',
    async () => {
      const texts = async (work: () => Promise<unknown>) =>
        (await sentDuring(work)).map(({ text }) => text.split(' ')[0])
      const [known, keys] = [await stored({ owner: 'ann' }), [code(), code(), code()]]
      const put = (key: string, text: string) => ({ code: key, owner: 'ann', text })
      expect(await texts(() => ann().run(Card.actions.put, put(code(), 'a')))).toEqual(['insert'])
      expect(await texts(() => ann().run(Card.actions.put, put(known.code, 'a')))).toEqual([
        'insert',
      ])
      expect(await texts(() => ann().run(Card.actions.put, put(known.code, 'a')))).toEqual([
        'insert',
        'select',
      ])
      const bulk = (text: string) =>
        texts(() =>
          ann().bulkCreate(
            Card.actions.put,
            [known.code, ...keys].map((key) => put(key, text)),
          ),
        )
      expect(await bulk('b')).toEqual(['begin', 'insert', 'commit'])
      expect(await bulk('c')).toEqual(['begin', 'insert', 'commit'])
      expect(await bulk('c')).toEqual(['begin', 'insert', 'select', 'commit'])
      const foreign = (await stored({ owner: 'bob' })).code
      expect(
        await texts(() =>
          ann()
            .run(Card.actions.put, put(foreign, 'z'))
            .catch(() => undefined),
        ),
      ).toEqual(['insert', 'select'])
    },
  )
})
