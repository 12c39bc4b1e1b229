import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { create, read, update } from '../../src/action/contract/action.ts'
import type { App } from '../../src/app/app.ts'
import { app } from '../../src/app/open-app.ts'
import {
  add,
  eq,
  gt,
  gte,
  inList,
  isDistinctFrom,
  isNull,
  ne,
} from '../../src/expression/operators.ts'
import { avg, first, list, max, min, sum } from '../../src/resource/aggregate.ts'
import { calculate } from '../../src/resource/calculation.ts'
import { belongsTo, hasMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { defineType } from '../../src/type/define-type.ts'
import { field } from '../../src/type/field.ts'
import { t } from '../../src/type/t.ts'
import { issue, ok } from '../../src/type/type.ts'
import { eachDataLayer } from '../support/data-layers.ts'

/** An amount: an object in the program, its cents in the storage. */
class Money {
  readonly cents: bigint
  constructor(cents: bigint) {
    this.cents = cents
  }
}
const moneyType = defineType<Money>({
  name: 'integer',
  storage: 'bigint',
  parse: (input) => {
    if (input instanceof Money) return ok(input)
    return typeof input === 'string' && /^-?\d+$/.test(input)
      ? ok(new Money(BigInt(input)))
      : issue('money', 'must be an amount')
  },
  dump: ({ cents }) => cents,
  load: (stored) => new Money(BigInt(stored as string | number)),
  toJson: ({ cents }) => String(cents),
  equal: (left, right) => left.cents === right.cents,
  compare: (left, right) => Number(left.cents - right.cents),
  jsonSchema: { type: 'string' },
})
const money = () => field(moneyType)

/** A text that keeps the name of a type of ours and is stored in another form. */
const base = t.text().type
const turned = (text: string) => [...text].toReversed().join('')
const secret = () =>
  field({
    ...base,
    dump: (text: string) => turned(text),
    load: (stored: unknown) => turned(String(stored)),
  })

/** A text of one's own that is stored as it is. */
const slug = () => field({ ...base, name: 'slug' })
const celsius = () =>
  field({
    ...t.float().type,
    dump: (degrees: number) => degrees * 10,
    load: (stored: unknown) => Number(stored) / 10,
  })

class Shop extends Resource('Shop', { id: t.integer().primaryKey() }) {
  static relationships = { sales: hasMany(() => Sale, { public: true }) }
  static aggregates = {
    total: sum(Shop, 'sales', 'price', { public: true }),
    most: max(Shop, 'sales', 'price', { public: true }),
    least: min(Shop, 'sales', 'price', { public: true }),
    latest: first(Shop, 'sales', 'price', { sort: ['-id'], public: true }),
    prices: list(Shop, 'sales', 'price', { sort: ['id'], public: true }),
    notes: list(Shop, 'sales', 'note', { sort: ['id'], public: true }),
    counted: sum(Shop, 'sales', 'pieces', { public: true }),
    weighed: sum(Shop, 'sales', 'weight', { public: true }),
    mean: avg(Shop, 'sales', 'weight', { public: true }),
    warmth: sum(Shop, 'sales', 'warmth', { public: true }),
  }
  static actions = { list: read(Shop), add: create(Shop, { accept: ['id'] }) }
}
const accept = ['id', 'price', 'note', 'slug', 'pieces', 'weight', 'warmth', 'shopId'] as const
class Sale extends Resource('Sale', {
  id: t.integer().primaryKey(),
  price: money().public(),
  note: secret().nullable().public(),
  slug: slug().public(),
  pieces: t.schema(z.number().int()).public(),
  weight: t.schema(z.number()).public(),
  warmth: celsius().public(),
  shopId: t.integer().nullable(),
}) {
  static relationships = { shop: belongsTo(() => Shop) }
  static calculations = {
    double: calculate(Sale, z.number(), ({ weight }) => add(weight, weight), { public: true }),
    cost: calculate(Sale, money(), ({ price }) => price, { public: true }),
  }
  static actions = {
    list: read(Sale),
    add: create(Sale, { accept }),
    reprice: update(Sale, { accept: ['price', 'note', 'warmth'] }),
    copy: update(Sale, {
      set: ({ note }) => ({ slug: note as never }),
      where: ({ price }) => gt(price as never, new Money(1n) as never),
    }),
  }
}

const far = 9_007_199_254_740_993n
const sales = [
  {
    id: 1,
    price: new Money(10n),
    note: 'abc',
    slug: 'one',
    pieces: 2,
    weight: 0.5,
    warmth: 1.5,
    shopId: 1,
  },
  {
    id: 2,
    price: new Money(9n),
    note: null,
    slug: 'two',
    pieces: 3,
    weight: 1.5,
    warmth: 2,
    shopId: 1,
  },
  {
    id: 3,
    price: new Money(-7n),
    note: 'xyz',
    slug: 'onset',
    pieces: Number.MAX_SAFE_INTEGER,
    weight: 2,
    warmth: -4,
    shopId: 1,
  },
  {
    id: 4,
    price: new Money(far),
    note: 'abd',
    slug: 'four',
    pieces: Number.MAX_SAFE_INTEGER,
    weight: 2,
    warmth: 0,
    shopId: 2,
  },
]
const shops = app<{ actor: null }>()

eachDataLayer('types of one’s own, and of other packages', (make, layer) => {
  let opened: App<null>
  beforeAll(async () => {
    opened = await shops.open({ resources: [Shop, Sale], dataLayer: await make([]) })
    const session = opened.session(null)
    await session.bulkCreate(Shop.actions.add, [{ id: 1 }, { id: 2 }, { id: 3 }])
    const { status } = await session.bulkCreate(Sale.actions.add, sales)
    if (status !== 'success') throw new Error(status)
  })
  afterAll(() => opened.close())
  const session = () => opened.session(null)
  const ids = (found: readonly { id: number }[]) => found.map(({ id }) => id)

  test('a value is given back as its type loads it, from a read, a write, a load and a calculation', async () => {
    const stored = await session().query(Sale, { sort: ['id'] })
    expect(stored.map((sale) => ({ ...sale }))).toEqual(sales)
    expect(
      (await session().query(Sale, { sort: ['id'], load: { cost: true } })).map(({ cost }) => cost),
    ).toEqual(sales.map(({ price }) => price))
    const [shop] = await session().query(Shop, {
      filter: ({ id }) => eq(id, 1),
      load: { sales: true },
    })
    expect(shop!.sales.map(({ price, note }) => [price, note])).toEqual(
      sales.slice(0, 3).map(({ price, note }) => [price, note]),
    )
    const changed = await session().run(Sale.actions.reprice, {
      id: 1,
      price: new Money(11n),
      note: 'new',
    })
    expect([changed.price, changed.note]).toEqual([new Money(11n), 'new'])
    await session().run(Sale.actions.reprice, { id: 1, price: new Money(10n), note: 'abc' })
  })
  test('a filter compares with what is stored of its value', async () => {
    const price = (cents: bigint) => new Money(cents) as never
    expect(
      ids(await session().query(Sale, { filter: (sale) => eq(sale.price, price(far)) })),
    ).toEqual([4])
    expect(
      ids(
        await session().query(Sale, {
          filter: (sale) => gte(sale.price as never, price(9n)),
          sort: ['id'],
        }),
      ),
    ).toEqual([1, 2, 4])
    expect(
      ids(
        await session().query(Sale, {
          filter: (sale) => inList(sale.price, [price(9n), price(-7n)]),
          sort: ['id'],
        }),
      ),
    ).toEqual([2, 3])
    expect(ids(await session().query(Sale, { filter: ({ note }) => eq(note, 'xyz') }))).toEqual([3])
    expect(
      ids(await session().query(Sale, { filter: ({ note }) => ne(note, 'xyz'), sort: ['id'] })),
    ).toEqual([1, 4])
    expect(
      ids(
        await session().query(Sale, {
          filter: ({ note }) => isDistinctFrom(note, 'xyz'),
          sort: ['id'],
        }),
      ),
    ).toEqual([1, 2, 4])
    expect(ids(await session().query(Sale, { filter: ({ note }) => isNull(note) }))).toEqual([2])
    expect(ids(await session().query(Sale, { filter: ({ warmth }) => eq(warmth, 1.5) }))).toEqual([
      1,
    ])
    expect(
      ids(await session().query(Sale, { filterInput: { price: { gt: '9' } }, sort: ['id'] })),
    ).toEqual([1, 4])
    expect(
      ids(
        await session().query(Sale, {
          filterInput: { note: { in: ['abc', 'abd'] } },
          sort: ['id'],
        }),
      ),
    ).toEqual([1, 4])
    expect(
      ids(
        await session().query(Sale, { filterInput: { slug: { startsWith: 'on' } }, sort: ['id'] }),
      ),
    ).toEqual([1, 3])
    expect(ids(await session().query(Sale, { filterInput: { double: 4 }, sort: ['id'] }))).toEqual([
      3, 4,
    ])
  })
  test('pieces of a text are looked for only where the text is stored as it is', async () => {
    await expect(
      session().query(Sale, { filterInput: { note: { contains: 'b' } } }),
    ).rejects.toMatchObject({ code: 'invalid_filter_value' })
  })
  test('a sort and its pages follow what is stored', async () => {
    expect(ids(await session().query(Sale, { sortInput: ['price'] }))).toEqual([3, 2, 1, 4])
    const seen: number[] = []
    for (let after: string | null | undefined; after !== null; ) {
      const page = await session().page(
        Sale.actions.list,
        {},
        { limit: 1, ...(after ? { after } : {}) },
        { sort: ['-price'] },
      )
      seen.push(...ids(page.results))
      after = page.more ? page.endCursor : null
    }
    expect(seen).toEqual([4, 1, 2, 3])
  })
  test('aggregates give values of the type; sums are of what is stored', async () => {
    const load = {
      total: true,
      most: true,
      least: true,
      latest: true,
      prices: true,
      notes: true,
      counted: true,
      weighed: true,
      mean: true,
      warmth: true,
    } as const
    const [one, two, none] = await session().query(Shop, { sort: ['id'], load })
    expect({ ...one }).toEqual({
      id: 1,
      total: new Money(12n),
      most: new Money(10n),
      least: new Money(-7n),
      latest: new Money(-7n),
      prices: [new Money(10n), new Money(9n), new Money(-7n)],
      notes: ['abc', 'xyz'],
      counted: Number.MAX_SAFE_INTEGER + 5,
      weighed: 4,
      mean: 4 / 3,
      warmth: -0.5,
    })
    expect(two).toMatchObject({ most: new Money(far), counted: Number.MAX_SAFE_INTEGER })
    expect(none).toMatchObject({ total: null, most: null, prices: [], notes: [], counted: null })
  })
  test('what aggregates give can be filtered and sorted by', async () => {
    expect(
      ids(await session().query(Shop, { filterInput: { total: { gt: '11' } }, sort: ['id'] })),
    ).toEqual([1, 2])
    expect(
      ids(
        await session().query(Shop, {
          filterInput: { counted: { gte: Number.MAX_SAFE_INTEGER + 5 } },
        }),
      ),
    ).toEqual([1])
    expect(ids(await session().query(Shop, { filterInput: { least: '-7' } }))).toEqual([1])
    expect(ids(await session().query(Shop, { sortInput: ['-counted'] }))).toEqual([3, 1, 2])
  })
  test('an expression that sets a field works on what is stored', async () => {
    expect((await session().run(Sale.actions.copy, { id: 4 })).slug).toBe('dba')
    expect(layer).toBeTruthy()
  })
})
