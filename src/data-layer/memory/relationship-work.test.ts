import { expect, test } from 'vitest'
import { workOf } from '../../../test/support/work.ts'
import { create, read } from '../../action/contract/action.ts'
import { app } from '../../app/open-app.ts'
import { count } from '../../resource/aggregate.ts'
import { belongsTo, hasMany, hasOne } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { memory } from './memory.ts'

class Writer extends Resource('Writer', { id: t.integer().primaryKey() }) {
  static relationships = {
    notes: hasMany(() => Note, { public: true }),
    latest: hasOne(() => Note, { public: true, sort: ['-number'] }),
  }
  static aggregates = { noteCount: count(Writer, 'notes', { public: true }) }
  static actions = { add: create(Writer, { accept: ['id'] }) }
}
class Note extends Resource('Note', {
  id: t.integer().primaryKey(),
  number: t.integer().public(),
  writerId: t.integer(),
}) {
  static relationships = { writer: belongsTo(() => Writer, { public: true }) }
  static actions = { list: read(Note), add: create(Note, { accept: ['id', 'number', 'writerId'] }) }
}

const filters = {
  'two relationships to many': { writer: { notes: { writer: { notes: { number: -1 } } } } },
  'an aggregate behind a relationship to many': {
    writer: { notes: { writer: { noteCount: -1 } } },
  },
  'the first of many, again and again': {
    writer: { latest: { writer: { latest: { number: -1 } } } },
  },
}

test.each(Object.entries(filters))(
  'a filter through %s asks each record once, however many lead to it',
  async (_, filterInput) => {
    const work = async (notes: number): Promise<number> => {
      const opened = await app<{ actor: never }>().open({
        resources: [Writer, Note],
        dataLayer: memory(),
      })
      const session = opened.session(null)
      await session.run(Writer.actions.add, { id: 1 })
      await session.bulkCreate(
        Note.actions.add,
        Array.from({ length: notes }, (__, id) => ({ id, number: id, writerId: 1 })),
      )
      const ask = () => session.query(Note, { filterInput })
      expect(await ask()).toEqual([])
      const done = await workOf(ask)
      await opened.close()
      return done
    }
    const [once, fourTimes] = [await work(50), await work(200)]
    expect(fourTimes).toBeLessThan(6 * once + 4000)
  },
)

test('what a write changes is seen by what is asked after it, in the same transaction', async () => {
  const opened = await app<{ actor: never }>().open({
    resources: [Writer, Note],
    dataLayer: memory(),
  })
  const session = opened.session(null)
  await session.transaction(async (inner) => {
    await inner.run(Writer.actions.add, { id: 1 })
    const writers = async () =>
      (await inner.query(Writer, { filterInput: { notes: { number: 7 } } })).length
    expect(await writers()).toBe(0)
    await inner.run(Note.actions.add, { id: 1, number: 7, writerId: 1 })
    expect(await writers()).toBe(1)
  })
  await opened.close()
})
