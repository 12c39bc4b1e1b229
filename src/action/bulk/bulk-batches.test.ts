import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import { sentDuring } from '../../../test/support/query-plan/explain.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { eq, lt } from '../../expression/operators.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, destroy, update } from '../contract/action.ts'
import { attributeEquals } from '../validations.ts'

class Cell extends Resource('Cell', {
  row: t.integer().primaryKey(),
  column: t.integer().primaryKey(),
  text: t.string().default('new'),
}) {
  static actions = {
    add: create(Cell, { accept: ['row', 'column', 'text'] }),
    fill: update(Cell, { accept: ['text'], changes: [attributeEquals(Cell, 'text', 'new')] }),
    touch: update(Cell, {
      accept: ['text'],
      changes: [(changeset) => changeset.afterAction(() => undefined)],
    }),
    clear: destroy(Cell),
  }
}

eachDataLayer('bulk writes that give no records back', (_, layer) => {
  let opened: App<never>
  let heard = 0
  beforeAll(async () => {
    const notifiers = [{ name: 'counter', notify: () => void heard++ }]
    opened = await app<{ actor: never }>().open({
      resources: [Cell],
      dataLayer: await emptyDataLayer(layer),
      notifiers,
    })
  })
  afterAll(() => opened.close())
  const none = { returnRecords: false, batchSize: 4 }
  const cells = Array.from({ length: 10 }, (_unused, at) => ({
    row: Math.floor(at / 3),
    column: at % 3,
  }))

  test('count, keep the failures, and go in batches', async () => {
    const session = opened.session(null)
    expect(await session.bulkCreate(Cell.actions.add, [...cells, cells[0]!], none)).toMatchObject({
      succeeded: 10,
      failed: 1,
      outcomes: [{ error: { code: 'already_taken' } }],
    })
    await session.bulkUpdate(
      Cell.actions.touch,
      { filter: ({ row }) => eq(row, 1) },
      { text: 'full' },
    )
    heard = 0
    const filled = await session.bulkUpdate(Cell.actions.fill, {}, { text: 'full' }, none)
    expect(filled).toMatchObject({ status: 'partial_success', succeeded: 7, failed: 3 })
    expect(filled.outcomes.every((outcome) => !outcome.ok)).toBe(true)
    expect([heard, await session.count(Cell, { filter: ({ text }) => eq(text, 'full') })]).toEqual([
      7, 10,
    ])
    expect(await session.bulkUpdate(Cell.actions.touch, {}, { text: 'again' }, none)).toEqual({
      status: 'success',
      succeeded: 10,
      failed: 0,
      outcomes: [],
    })
    expect(
      await session.bulkDestroy(Cell.actions.clear, { filter: ({ row }) => lt(row, 3) }, none),
    ).toMatchObject({ succeeded: 9, outcomes: [] })
    expect(await session.count(Cell)).toBe(1)
  })
  test.runIf(layer === 'postgres')('send two statements for each batch', async () => {
    const session = opened.session(null)
    await session.bulkDestroy(Cell.actions.clear, {})
    await session.bulkCreate(Cell.actions.add, cells)
    const sent = await sentDuring(() => session.bulkDestroy(Cell.actions.clear, {}, none))
    expect(
      sent
        .map(({ text }) => text.split(' ')[0])
        .filter((verb) => verb !== 'begin' && verb !== 'commit'),
    ).toEqual(['select', 'delete', 'select', 'delete', 'select', 'delete'])
  })
})
