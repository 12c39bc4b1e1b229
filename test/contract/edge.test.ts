import { afterAll, beforeAll, expect, test } from 'vitest'
import { create, read } from '../../src/action/contract/action.ts'
import type { App } from '../../src/app/app.ts'
import { app } from '../../src/app/open-app.ts'
import type { Expr } from '../../src/expression/node.ts'
import {
  and,
  contains,
  eq,
  gt,
  has,
  inList,
  lt,
  ne,
  not,
  or,
} from '../../src/expression/operators.ts'
import type { Refs } from '../../src/resource/refs.ts'
import { Resource } from '../../src/resource/resource.ts'
import { t } from '../../src/type/t.ts'
import { eachDataLayer } from '../support/data-layers.ts'

class Item extends Resource('Item', {
  a: t.integer().primaryKey(),
  b: t.string().primaryKey(),
  n: t.integer().nullable(),
  x: t.float().nullable(),
  tags: t.list(t.string()).default([]),
  extra: t.map().default({}),
}) {
  static actions = {
    list: read(Item),
    add: create(Item, { accept: ['a', 'b', 'n', 'x', 'tags', 'extra'] }),
  }
}
const items = app<{ actor: null }>()
const most = 12_000

eachDataLayer('at the edges', (make) => {
  let opened: App<null>
  const session = () => opened.session(null)
  beforeAll(async () => {
    opened = await items.open({ resources: [Item], dataLayer: await make([]) })
    await session().bulkCreate(
      Item.actions.add,
      Array.from({ length: most }, (_, i) => ({
        a: i % 100,
        b: `k${Math.floor(i / 100)}`,
        n: i,
        x: i ? i / 2 : null,
      })),
    )
  }, 60_000)
  afterAll(() => opened.close())
  const counted = (filter: (refs: Refs<typeof Item>) => Expr<boolean>) =>
    session().count(Item, { filter })

  test('records of a key of several attributes load as many at a time as there are', {
    timeout: 60_000,
  }, async () => {
    const records = await session().query(Item)
    expect(await session().load(Item, records, {})).toHaveLength(most)
  })
  test('a long list is found in time that grows with the list and the records, not with their product', {
    timeout: 20_000,
  }, async () => {
    expect(
      await counted(({ n }) =>
        inList(
          n,
          Array.from({ length: 20_000 }, (_, i) => i * 2),
        ),
      ),
    ).toBe(most / 2)
    expect(
      await counted(({ b }) =>
        not(
          inList(
            b,
            Array.from({ length: 20_000 }, (_, i) => `k${i + 1}`),
          ),
        ),
      ),
    ).toBe(100)
  })
  test('what no field can hold is found nowhere, and nothing is found beside it', async () => {
    for (const text of ['\0', 'k\0', '\ud83d', 'k1\udc00'])
      for (const filter of [
        ({ b }: Refs<typeof Item>) => contains(b, text),
        ({ b }: Refs<typeof Item>) => eq(b, text),
        ({ b }: Refs<typeof Item>) => not(contains(b, text)),
        ({ b }: Refs<typeof Item>) => inList(b, [text]),
        ({ tags }: Refs<typeof Item>) => has(tags, text),
      ])
        expect(await counted(filter)).toBe(0)
    expect(await counted(({ b }) => inList(b, ['\0', 'k1']))).toBe(100)
    for (const filter of [eq, ne, lt, gt])
      expect(await counted(({ n }) => filter(n, Number.NaN))).toBe(0)
    expect(await counted(({ x }) => lt(x, Number.POSITIVE_INFINITY))).toBe(most - 1)
    expect(await counted(({ n }) => gt(n, Number.NEGATIVE_INFINITY))).toBe(most)
    expect(await counted(({ n }) => eq(n, Number.POSITIVE_INFINITY))).toBe(0)
    expect(await counted(({ x }) => inList(x, [Number.POSITIVE_INFINITY, Number.NaN, 0.5]))).toBe(1)
  })
  test('what no field can hold is one error where it is to be stored', async () => {
    const wrong: readonly object[] = [
      { b: 'a\0' },
      { b: '\ud83d' },
      { x: Number.NaN },
      { x: Number.POSITIVE_INFINITY },
      { n: 2 ** 53 },
      { tags: ['\0'] },
      { extra: { a: '\udc00' } },
    ]
    for (const given of wrong)
      await expect(
        session().run(Item.actions.add, { a: 1, b: 'new', ...given }),
      ).rejects.toMatchObject({ class: 'invalid' })
  })
  test('the keys of an object come back in one order', async () => {
    const extra = { zz: 1, b: { d: 1, c: [{ y: 1, x: 2 }] }, a: 2, é: 3 }
    const made = await session().run(Item.actions.add, { a: 1000, b: 'order', extra })
    const stored = await session().get(Item, { a: 1000, b: 'order' })
    for (const given of [made, stored])
      expect(JSON.stringify(given.extra)).toBe(
        '{"a":2,"b":{"c":[{"x":2,"y":1}],"d":1},"zz":1,"é":3}',
      )
  })
  test('an expression that is too deep or too wide is an error of its own', async () => {
    const deep = ({ n }: Refs<typeof Item>) => {
      let condition: Expr<boolean> = eq(n, 1)
      for (let i = 0; i < 4000; i++)
        condition = i % 2 ? and(condition, gt(n, i)) : or(condition, lt(n, i))
      return condition
    }
    const wide = ({ n }: Refs<typeof Item>) =>
      or(...Array.from({ length: 70_000 }, (_, i) => eq(n, i)))
    for (const filter of [deep, wide])
      await expect(async () => counted(filter)).rejects.toMatchObject({
        code: 'expression_too_large',
      })
    expect(await counted(({ n }) => or(...Array.from({ length: 3000 }, (_, i) => eq(n, i))))).toBe(
      3000,
    )
  })
})
