import { afterAll, beforeAll, expect, test } from 'vitest'
import { create, destroy, read, update } from '../../src/action/contract/action.ts'
import type { App } from '../../src/app/app.ts'
import { app } from '../../src/app/open-app.ts'
import { eq, gte, lt } from '../../src/expression/operators.ts'
import { belongsTo } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { field } from '../../src/type/field.ts'
import { t } from '../../src/type/t.ts'
import { eachDataLayer } from '../support/data-layers.ts'
import { sentDuring } from '../support/query-plan/explain.ts'
import { workOf } from '../support/work.ts'

interface Reader {
  readonly id: string
}
const stalls = app<{ actor: Reader }>()

class Market extends Resource('Market', { id: t.integer().primaryKey(), name: t.string() }) {
  static policies = stalls.policies(Market, (_, policy) => [policy.always().authorizeIf(true)])
  static actions = { list: read(Market), open: create(Market, { accept: ['id', 'name'] }) }
}
class Stall extends Resource('Stall', {
  owner: t.uuid().primaryKey(),
  code: t.string().primaryKey(),
  day: t.date().primaryKey(),
  place: t.integer().primaryKey(),
  from: t.datetime().primaryKey(),
  shut: t.boolean().default(false),
  rank: t.integer(),
  marketId: t.integer(),
}) {
  static relationships = { market: belongsTo(() => Market) }
  static policies = stalls.policies(Stall, ({ shut }, policy) => [
    policy.read().authorizeIf(eq(shut, false)),
    policy.create().authorizeIf(true),
    policy.update().authorizeIf(true),
    policy.destroy().authorizeIf(true),
  ])
  static actions = {
    list: read(Stall),
    rent: create(Stall, {
      accept: ['owner', 'code', 'day', 'place', 'from', 'shut', 'rank', 'marketId'],
    }),
    move: update(Stall, { accept: ['marketId'] }),
    close: destroy(Stall),
  }
}

/** A number that is stored as its opposite. */
const opposite = () =>
  field({
    ...t.integer().type,
    dump: (value: number) => -value,
    load: (stored: unknown) => -Number(stored),
  })
class Pitch extends Resource(
  'Pitch',
  { row: opposite().primaryKey(), label: t.string().primaryKey(), marketId: t.integer() },
  { table: 'pitches' },
) {
  static relationships = { market: belongsTo(() => Market) }
  static policies = stalls.policies(Pitch, (_, policy) => [policy.always().authorizeIf(true)])
  static actions = {
    list: read(Pitch),
    mark: create(Pitch, { accept: ['row', 'label', 'marketId'] }),
  }
}

const most = 40_000
const owners = ['018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f', '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e10']
/**
 * Every part has the same value in many keys; the texts look like numbers, dates, ids, arrays and
 * quotes.
 */
const codes = ['1', '2024-02-29', owners[0]!, '{"a",NULL}', `'"\\`, 'NULL']
const stall = (rank: number) => ({
  owner: owners[rank % 2]!,
  code: codes[rank % 6]!,
  day: `2024-02-${String((rank % 29) + 1).padStart(2, '0')}`,
  place: Math.floor(rank / 100),
  from: new Date(Date.UTC(2024, 0, 1) + (rank % 100)),
  rank,
  marketId: (rank % 3) + 1,
})
const hidden = { ...stall(most), shut: true }

eachDataLayer('many keys of several attributes', (make, layer) => {
  let opened: App<Reader>
  const session = () => opened.session({ id: owners[0]! })
  /** How many statements a server gets for some work. */
  const statements = async (work: () => Promise<unknown>): Promise<number | undefined> => {
    const sent = await sentDuring(work)
    return layer === 'postgres'
      ? sent.filter(({ text }) => /^(?:select|update|delete|with)/.test(text)).length
      : undefined
  }
  const expected = (count: number) => (layer === 'postgres' ? count : undefined)
  beforeAll(async () => {
    opened = await stalls.open({ resources: [Market, Stall, Pitch], dataLayer: await make([]) })
    await session().bulkCreate(
      Market.actions.open,
      [1, 2, 3, 4].map((id) => ({ id, name: `market ${id}` })),
    )
    await session().bulkCreate(Stall.actions.rent, [
      ...Array.from({ length: most }, (_, i) => stall(i)),
      hidden,
    ])
  }, 120_000)
  afterAll(() => opened.close())

  test('as many records as there are load in one statement, each with its own', {
    timeout: 60_000,
  }, async () => {
    const records = await session().query(Stall, { sort: ['rank'] })
    let loaded: readonly {
      readonly rank: number
      readonly market: { readonly id: number } | null
    }[] = []
    const count = await statements(async () => {
      loaded = await session().load(Stall, records, { market: true })
    })
    expect(count).toBe(expected(1))
    expect(loaded.map(({ rank, market }) => [rank, market?.id])).toEqual(
      Array.from({ length: most }, (_, i) => [i, (i % 3) + 1]),
    )
  })
  test('one hidden record among them is not found, by its whole key', {
    timeout: 60_000,
  }, async () => {
    const records = await opened.system().query(Stall)
    expect(records).toHaveLength(most + 1)
    const { owner, code, day, place, from } = hidden
    await expect(session().load(Stall, records, { market: true })).rejects.toMatchObject({
      code: 'not_found',
      variables: { key: { owner, code, day, place, from } },
    })
  })
  test('parts of different records are no key', async () => {
    const [first, second] = [stall(1), stall(2)]
    for (const part of ['owner', 'code', 'day', 'from'] as const) {
      const mixed = { ...first, [part]: second[part] } as never
      await expect(
        session().load(Stall, [first as never, mixed], { market: true }),
      ).rejects.toMatchObject({ code: 'not_found' })
    }
  })
  test('a part that is stored in another form is found by it', async () => {
    await session().bulkCreate(
      Pitch.actions.mark,
      [1, 2, 3].map((row) => ({ row, label: `p${row}`, marketId: row })),
    )
    const pitches = await session().query(Pitch)
    const loaded = await session().load(Pitch, pitches, { market: true })
    expect(loaded.map(({ row, market }) => [row, market?.id])).toEqual(
      pitches.map(({ row }) => [row, row]),
    )
    expect(pitches).toHaveLength(3)
  })
  test('a key that no record can have is not found, or says which attribute it does not fit', async () => {
    const wrong = (part: object) =>
      session().load(Stall, [stall(1) as never, { ...stall(2), ...part } as never], {
        market: true,
      })
    for (const part of [
      { place: 1.5 },
      { place: 2 ** 60 },
      { code: 'a\0' },
      { owner: 'nobody' },
      { day: '2023-02-29' },
      { code: null },
    ])
      await expect(wrong(part)).rejects.toMatchObject({ code: 'not_found' })
    for (const part of [{ place: true }, { from: 5 }])
      await expect(wrong(part)).rejects.toMatchObject({ class: 'invalid' })
  })
  test('a batch of a bulk update or destroy is one statement, however many records it has', {
    timeout: 90_000,
  }, async () => {
    const options = { returnRecords: false, batchSize: most } as const
    const moved = await statements(async () => {
      const result = await session().bulkUpdate(
        Stall.actions.move,
        { filter: ({ rank }) => lt(rank, most - 1) },
        { marketId: 4 },
        options,
      )
      expect(result.succeeded).toBe(most - 1)
    })
    expect(moved).toBe(expected(2))
    expect(await session().count(Stall, { filter: ({ marketId }) => eq(marketId, 4) })).toBe(
      most - 1,
    )
    const gone = await statements(() =>
      session().bulkDestroy(
        Stall.actions.close,
        { filter: ({ rank }) => gte(rank, 5000) },
        options,
      ),
    )
    expect(gone).toBe(expected(2))
    expect(await session().count(Stall)).toBe(5000)
  })
  test.runIf(layer === 'memory')(
    'takes work that grows with the number of keys, not with its square',
    { timeout: 60_000 },
    async () => {
      const records = await session().query(Stall, { sort: ['rank'] })
      const work = (count: number) =>
        workOf(() => session().load(Stall, records.slice(0, count), { market: true }))
      await work(10)
      const [few, many] = [await work(500), await work(5000)]
      expect(many / few).toBeLessThan(12)
    },
  )
})
