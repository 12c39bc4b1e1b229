import { afterAll, beforeAll, expect, test } from 'vitest'
import { create, read } from '../../src/action/contract/action.ts'
import type { App } from '../../src/app/app.ts'
import { app } from '../../src/app/open-app.ts'
import {
  add,
  concat,
  dateAdd,
  eq,
  ifElse,
  length,
  lower,
  md5,
  startOf,
  trim,
  upper,
} from '../../src/expression/operators.ts'
import { count, list } from '../../src/resource/aggregate.ts'
import type { SortKey } from '../../src/resource/load.ts'
import { hasMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { t } from '../../src/type/t.ts'
import { eachDataLayer } from '../support/data-layers.ts'

class Doc extends Resource('Doc', {
  id: t.integer().primaryKey(),
  a: t.integer().public(),
  b: t.integer().nullable().public(),
  body: t.text().public(),
  at: t.datetime().public(),
  tags: t.list(t.string()).default([]).public(),
  extra: t.map().default({}).public(),
  parentId: t.integer().nullable(),
}) {
  static relationships = { parts: hasMany(() => Doc, { destination: 'parentId' }) }
  static aggregates = {
    parted: count(Doc, 'parts', { public: true }),
    names: list(Doc, 'parts', 'body', { public: true }),
  }
  static actions = {
    list: read(Doc),
    add: create(Doc, { accept: ['id', 'a', 'b', 'body', 'at', 'tags', 'parentId'] }),
  }
}
type Key = SortKey<typeof Doc>
const docs = app<{ actor: null }>()
const records = Array.from({ length: 7 }, (_, i) => ({
  id: i + 1,
  a: (i * 3) % 7,
  b: i % 3 ? i % 2 : null,
  body: `${'é'.repeat(4000)} ${(i * 5) % 7} ${'x'.repeat(i * 3000)}`,
  at: new Date(Date.UTC(2020, i % 3, i)),
  parentId: i ? 1 : null,
}))

eachDataLayer('a cursor', (make) => {
  let opened: App<null>
  beforeAll(async () => {
    opened = await docs.open({ resources: [Doc], dataLayer: await make([]) })
    for (const record of records) await opened.session(null).run(Doc.actions.add, record)
  })
  afterAll(() => opened.close())
  const page = (sort: readonly Key[], request: object) =>
    opened.session(null).page(Doc.actions.list, {}, request, { sort })

  const sorts: Readonly<Record<string, readonly Key[]>> = {
    'a number': ['a'],
    'the number backwards': ['-a'],
    'another number': ['b'],
    'the other, nulls first': [{ by: ({ b }) => b, nulls: 'first' }],
    'a long text': ['body'],
    'an aggregate': ['parted'],
    'both numbers': ['b', '-a'],
    'a digest': [{ by: ({ body }) => md5(body) }],
    'another digest': [{ by: ({ body }) => md5(lower(body)), direction: 'desc' }],
    'a calculated text': [{ by: ({ body }) => concat(upper(body), trim(body)) }],
    'a length': [{ by: ({ body }) => length(body) }],
    'a calculated number': [{ by: ({ a, b }) => add(a, b) }],
    'a time': ['-at'],
    'a calculated time': [{ by: ({ at }) => startOf('month', dateAdd(at, 3, 'day')) }],
    'a condition': [{ by: ({ a }) => eq(a, 3) }],
    'a choice': [{ by: ({ a, b, body }) => ifElse(eq(a, b), body, 'z') }],
    'the key alone': [],
  }
  test.each(Object.entries(sorts))(
    'of an order by %s is taken back, forwards and backwards',
    async (_, sort) => {
      const whole = (await opened.session(null).query(Doc, { sort })).map(({ id }) => id)
      for (const [from, to] of [
        ['after', 'endCursor'],
        ['before', 'startCursor'],
      ] as const) {
        const seen: number[] = []
        let cursor: string | null | undefined =
          from === 'before' ? (await page(sort, { limit: 7 })).endCursor : undefined
        for (let more = true; more; ) {
          const found: Awaited<ReturnType<typeof page>> = await page(sort, {
            limit: 2,
            ...(cursor ? { [from]: cursor } : {}),
          })
          const ids = found.results.map(({ id }) => id)
          if (from === 'after') seen.push(...ids)
          else seen.unshift(...ids)
          cursor = found[to]
          more = found.more
        }
        expect(seen).toEqual(from === 'after' ? whole : whole.slice(0, -1))
      }
    },
  )
  test('is refused by every other order', async () => {
    const cursors = await Promise.all(
      Object.values(sorts).map(async (sort) => (await page(sort, { limit: 3 })).endCursor!),
    )
    for (const [i, after] of cursors.entries())
      for (const [j, sort] of Object.values(sorts).entries())
        if (i !== j)
          await expect(page(sort, { after })).rejects.toMatchObject({ code: 'invalid_keyset' })
  })
  test('is never made of what has no order: such a sort is refused at once', async () => {
    const unsortable: readonly (readonly Key[])[] = [
      ['tags'],
      ['extra'],
      ['names'],
      [{ by: ({ tags }) => tags }],
      ['a', '-tags'],
    ]
    for (const sort of unsortable) {
      await expect(page(sort, { limit: 1 })).rejects.toMatchObject({ code: 'unsortable_field' })
      await expect(async () => opened.session(null).query(Doc, { sort })).rejects.toMatchObject({
        code: 'unsortable_field',
      })
    }
    await expect(opened.session(null).query(Doc, { sortInput: ['names'] })).rejects.toMatchObject({
      code: 'unsortable_field',
    })
  })
})
