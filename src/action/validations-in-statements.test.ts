import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../test/support/data-layers.ts'
import { sentDuring } from '../../test/support/query-plan/explain.ts'
import type { App } from '../app/app.ts'
import { app } from '../app/open-app.ts'
import { InvalidAttributeError } from '../error/invalid-value.ts'
import { eq, gt, inList } from '../expression/operators.ts'
import type { Refs } from '../resource/refs.ts'
import { belongsTo } from '../resource/relationship.ts'
import { Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { setAttribute, when } from './changes.ts'
import { type ActionInput, create, destroy, update } from './contract/action.ts'
import { type Change, requiresRecord } from './contract/changeset.ts'
import { absent, attributeEquals, changing, present, stringLength } from './validations.ts'

class Depot extends Resource('Depot', { id: t.integer().primaryKey(), open: t.boolean() }) {
  static actions = { add: create(Depot, { accept: ['id', 'open'] }) }
}
const atOpenDepot: Change<typeof Crate> = (changeset) =>
  changeset.require(
    ({ depot }) => eq(depot.open, true),
    new InvalidAttributeError({ field: 'depotId', rule: 'depot', message: 'must be open' }),
  )
/** The same rules, judged on the record that was read. */
const looking = <X>(change: Change<X>): Change<X> =>
  requiresRecord((changeset, context) => change(changeset, context))

const accept = ['state', 'note', 'weight', 'labels'] as const
const noted: Change<typeof Crate> = (changeset) =>
  changeset.beforeAction((next) => (ran.push(next.key!.id!), next))
const ran: number[] = []
class Crate extends Resource('Crate', {
  id: t.integer().primaryKey(),
  state: t.oneOf('new', 'packed', 'sent').default('new'),
  note: t.string().nullable(),
  seal: t.string().nullable(),
  weight: t.integer().default(1),
  labels: t.list(t.string()).default([]),
  depotId: t.integer().nullable(),
}) {
  static relationships = { depot: belongsTo(() => Depot) }
  static actions = {
    add: create(Crate, { accept: ['id', 'seal', 'depotId', ...accept] }),
    edit: update(Crate, {
      accept,
      changes: [
        present(Crate, 'note'),
        absent(Crate, 'seal'),
        attributeEquals(Crate, 'state', 'packed', { message: 'must be packed' }),
        when(
          changing(Crate, 'weight', { from: 1 }),
          present(Crate, 'seal'),
          stringLength(Crate, 'note', { min: 3 }),
        ),
        when(changing(Crate, 'labels'), absent(Crate, 'note')),
      ],
    }),
    editLooking: update(Crate, {
      accept,
      changes: [
        looking(present(Crate, 'note')),
        looking(absent(Crate, 'seal')),
        looking(attributeEquals(Crate, 'state', 'packed', { message: 'must be packed' })),
        looking(
          when(
            changing(Crate, 'weight', { from: 1 }),
            present(Crate, 'seal'),
            stringLength(Crate, 'note', { min: 3 }),
          ),
        ),
        looking(when(changing(Crate, 'labels'), absent(Crate, 'note'))),
      ],
    }),
    drop: destroy(Crate, { changes: [attributeEquals(Crate, 'state', 'new')] }),
    hooked: update(Crate, { accept: ['weight'], changes: [present(Crate, 'note'), noted] }),
    ship: update(Crate, { accept: ['weight'], changes: [atOpenDepot] }),
    mark: update(Crate, {
      accept: ['weight'],
      changes: [when(changing(Crate, 'weight'), setAttribute(Crate, 'note', 'weighed'))],
    }),
  }
}
const told = (error: { message: string }) => error.message.split('\n').toSorted().join('\n')

eachDataLayer('validations of the stored record', (_, layer) => {
  let opened: App<never>
  beforeAll(async () => {
    opened = await app<{ actor: never }>().open({
      resources: [Depot, Crate],
      dataLayer: await emptyDataLayer(layer),
    })
    for (const [id, open] of [
      [1, true],
      [2, false],
    ] as const)
      await opened.session(null).run(Depot.actions.add, { id, open })
  })
  afterAll(() => opened.close())
  const session = () => opened.session(null)
  let last = 0
  const added = async (input: object) =>
    (await session().run(Crate.actions.add, { id: ++last, ...input })).id
  const records = [
    { state: 'packed', note: 'fine' },
    { state: 'new', note: 'fine' },
    { state: 'packed' },
    { state: 'packed', note: 'fine', seal: 's' },
    { state: 'packed', note: 'x', weight: 2 },
    { state: 'sent', seal: 's', weight: 2, labels: ['a'] },
  ]
  const inputs: readonly Omit<ActionInput<typeof Crate.actions.edit>, 'id'>[] = [
    { weight: 2 },
    { weight: 1 },
    { note: 'ab', weight: 5 },
    { note: null },
    { labels: ['a'] },
    { state: 'sent', note: 'long enough' },
    {},
  ]

  test('say the same whether the record is read first or the statement judges it', async () => {
    for (const record of records)
      for (const input of inputs) {
        const run = async (action: typeof Crate.actions.edit) =>
          session()
            .run(action, { id: await added(record), ...input })
            .then(({ id: _id, ...rest }) => rest, told)
        expect(await run(Crate.actions.edit)).toEqual(await run(Crate.actions.editLooking))
      }
  })
  test('fail in bulk where they fail alone, and the other records are changed', async () => {
    const run = async (action: typeof Crate.actions.edit) => {
      const ids = await Promise.all(records.map(added))
      const query = { filter: ({ id }: Refs<typeof Crate>) => inList(id, ids) }
      const { outcomes } = await session().bulkUpdate(action, query, { weight: 7 })
      return outcomes
        .map((outcome) => (outcome.ok ? outcome.record.weight : told(outcome.error as Error)))
        .toSorted()
    }
    expect(await run(Crate.actions.edit)).toEqual(await run(Crate.actions.editLooking))
    const kept = await added({ state: 'sent' })
    expect(
      await session().bulkDestroy(Crate.actions.drop, { filter: ({ id }) => gt(id, kept - 1) }),
    ).toMatchObject({ succeeded: 0, failed: 1 })
  })
  test('stop a write before its hooks', async () => {
    ran.splice(0)
    const id = await added({})
    await expect(session().run(Crate.actions.hooked, { id, weight: 3 })).rejects.toMatchObject({
      code: 'required',
      field: 'note',
    })
    expect(ran).toEqual([])
    await session().run(Crate.actions.hooked, { id: await added({ note: 'x' }), weight: 3 })
    expect(ran).toEqual([last])
  })
  test('may follow what the record belongs to', async () => {
    const [near, far] = [await added({ depotId: 1 }), await added({ depotId: 2 })]
    expect(await session().run(Crate.actions.ship, { id: near, weight: 4 })).toMatchObject({
      weight: 4,
    })
    await expect(session().run(Crate.actions.ship, { id: far, weight: 4 })).rejects.toMatchObject({
      code: 'invalid_attribute',
      field: 'depotId',
    })
  })
  test('leave a change that does more than validate to the record that is read', async () => {
    const id = await added({})
    expect(await session().run(Crate.actions.mark, { id, weight: 1 })).toMatchObject({ note: null })
    expect(await session().run(Crate.actions.mark, { id, weight: 2 })).toMatchObject({
      note: 'weighed',
    })
  })
  test.runIf(layer === 'postgres')('cost no statement of their own', async () => {
    const texts = async (work: () => Promise<unknown>) =>
      (await sentDuring(work)).map(({ text }) => text.split(' ')[0])
    const id = await added({ state: 'packed', note: 'fine', weight: 2 })
    expect(await texts(() => session().run(Crate.actions.edit, { id, weight: 3 }))).toEqual([
      'update',
    ])
    expect(
      await texts(() => session().run(Crate.actions.ship, { id, weight: 3 }).catch(told)),
    ).toEqual(['update', 'select'])
    const query = { filter: (crate: Refs<typeof Crate>) => eq(crate.id, id) }
    expect(
      await texts(() => session().bulkUpdate(Crate.actions.edit, query, { weight: 4 })),
    ).toEqual(['begin', 'select', 'update', 'commit'])
  })
})
