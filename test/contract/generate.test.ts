import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { create, read } from '../../src/action/contract/action.ts'
import { app } from '../../src/app/open-app.ts'
import { clockKey, Context } from '../../src/context/context.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import { ago, gt } from '../../src/expression/operators.ts'
import { identity } from '../../src/resource/indexes.ts'
import { belongsTo } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { generate } from '../../src/testing/generate/generate.ts'
import { seed } from '../../src/testing/generate/seed.ts'
import { testClock } from '../../src/testing/test-clock.ts'
import { castFields } from '../../src/type/cast-field.ts'
import { defineType } from '../../src/type/define-type.ts'
import { field, type Fields } from '../../src/type/field.ts'
import { t } from '../../src/type/t.ts'
import { issue, ok } from '../../src/type/type.ts'

const price = field(
  defineType<bigint>({
    name: 'integer',
    storage: 'bigint',
    parse: (input) => (typeof input === 'bigint' ? ok(input) : issue('price', 'must be an amount')),
    dump: String,
    load: (stored) => BigInt(stored as string),
    toJson: String,
    jsonSchema: { type: 'string' },
  }),
)

class Everything extends Resource('Everything', {
  id: t.uuid().primaryKey(),
  name: t.string({ minLength: 3, maxLength: 5 }),
  long: t.text({ minLength: 300 }),
  empty: t.string({ allowEmpty: true }).nullable(),
  slug: t.string({ match: /^[a-z][a-z0-9-]{2,11}$/ }),
  phone: t.string({ match: /^\+\d{2} (?:\(0\))?[1-9]\d{3,7}$/ }),
  plate: t.string({ match: /^(?:AB|CD)-\w{1,3}\.[^\s.]$/i, maxLength: 20 }),
  email: t.string({ format: 'email' }),
  rank: t.integer(),
  dice: t.integer({ min: 1, max: 6 }),
  late: t.integer({ min: 1_000_000 }),
  early: t.integer({ max: -1_000_000 }),
  rate: t.float({ greaterThan: 0, lessThan: 0.001 }),
  share: t.float({ min: 0, max: 1 }),
  on: t.boolean().nullable(),
  day: t.date(),
  at: t.datetime(),
  state: t.oneOf('draft', 'published'),
  tags: t.list(t.string({ maxLength: 8 }), { minLength: 2, maxLength: 3 }),
  times: t.list(t.datetime().nullable()),
  place: t.map({ fields: { street: t.string(), number: t.integer({ min: 1 }).nullable() } }),
  details: t.map(),
  embedding: t.vector(4),
  link: z.url(),
  choice: z.union([z.literal('a'), z.number().int().min(3).max(4)]),
  point: z.object({ x: z.number().multipleOf(0.5), y: z.array(z.boolean()).length(2) }),
}) {}

class Team extends Resource('Team', {
  id: t.integer().primaryKey(),
  name: t.string({ match: /^[a-f]{1,2}$/ }).public(),
}) {
  static identities = { name: identity(Team, ['name']) }
  static actions = { add: create(Team, { accept: ['id', 'name'] }) }
}
class Player extends Resource('Player', {
  id: t.uuid().primaryKey(),
  name: t.string({ maxLength: 10 }).public(),
  shirt: t.integer({ min: 1, max: 5 }).public(),
  joined: t.datetime().public(),
  teamId: t.integer(),
}) {
  static relationships = { team: belongsTo(() => Team) }
  static identities = { shirt: identity(Player, ['teamId', 'shirt']) }
  static actions = {
    sign: create(Player, {
      accept: ['name', 'shirt', 'joined', 'teamId'],
      arguments: { fee: t.integer({ min: 0 }) },
    }),
    recent: read(Player, { filter: ({ joined }) => gt(joined, ago(1, 'day')) }),
  }
}
const league = app<{ actor: null }>()
const open = (options: { readonly now?: () => Date; readonly context?: Context } = {}) =>
  league.open({
    resources: [Team, Player],
    dataLayer: memory(options.now ? { now: options.now } : {}),
    ...(options.context ? { context: options.context } : {}),
  })

describe('generated records', () => {
  test.each([1, 2, 3, 'four', 5])(
    'are what each type and constraint takes, by the seed %s',
    (start) => {
      const records = generate(Everything, { count: 60, seed: start })
      expect(records).toHaveLength(60)
      for (const record of records) {
        const cast = castFields(Everything.attributes as Fields, record)
        expect(cast).toEqual({ ok: true, value: record })
      }
    },
  )
  test('are the same for the same seed and others for another, whatever else a resource has', () => {
    const one = generate(Everything, { seed: 1 })
    expect(generate(Everything, { seed: 1 })).toEqual(one)
    expect(generate(Everything, { seed: 2 })).not.toEqual(one)
    class Less extends Resource('Less', { id: t.uuid().primaryKey(), rank: t.integer() }) {}
    expect(generate(Less, { seed: 1 }).map(({ rank }) => rank)).toEqual(one.map(({ rank }) => rank))
  })
  test('vary: a nullable field is null and not, a choice is each of its members', () => {
    const records = generate(Everything, { count: 60 })
    expect(new Set(records.map(({ on }) => on))).toEqual(new Set([null, true, false]))
    expect(new Set(records.map(({ state }) => state))).toEqual(new Set(['draft', 'published']))
    expect(new Set(records.map(({ rank }) => rank)).size).toBeGreaterThan(30)
  })
  test('have unique keys and identities, as long as there are values left', () => {
    const teams = generate(Team, { count: 42 })
    expect(new Set(teams.map(({ id }) => id)).size).toBe(42)
    expect(new Set(teams.map(({ name }) => name)).size).toBe(42)
    expect(() => generate(Team, { count: 43 })).toThrow(
      'Team: name: no value could be made up that its type takes and no record has. Pass it: values: { name: (random, index) => … }.',
    )
  })
  test('take values of one’s own, for each record or all, and refuse a name that is no attribute', () => {
    const records = generate(Team, {
      count: 3,
      values: { id: (_, index) => index, name: (random) => `${random.integer(9)}` },
    })
    expect(records.map(({ id }) => id)).toEqual([0, 1, 2])
    expect(() => generate(Team, { values: { nmae: 'x' } as never })).toThrow(
      'Team: values.nmae: there is no field "nmae". Did you mean "name"?',
    )
  })
  test('of a type that its JSON Schema does not tell enough about need values of one’s own', () => {
    class Ware extends Resource('Ware', { id: t.uuid().primaryKey(), price }) {}
    expect(() => generate(Ware)).toThrow('Ware: price: no value could be made up')
    const [ware] = generate(Ware, { values: { price: (random) => BigInt(random.integer(9)) } })
    expect(typeof ware!.price).toBe('bigint')
  })
})

describe('seed', () => {
  test('creates records through the create action, with keys of related records that exist', async () => {
    const opened = await open()
    const session = opened.session(null)
    const teams = await seed(session, Team, { count: 4 })
    const players = await seed(session, Player, { count: 15, seed: 7, values: { name: 'Ada' } })
    expect(await session.count(Player)).toBe(15)
    expect(new Set(players.map(({ name }) => name))).toEqual(new Set(['Ada']))
    const known = new Set(teams.map(({ id }) => id))
    expect(players.every(({ teamId }) => known.has(teamId))).toBe(true)
    await opened.close()
  })
  test('makes the same records for the same seed', async () => {
    const made = await Promise.all(
      [1, 1, 2].map(async (start) => {
        const opened = await open()
        const teams = await seed(opened.session(null), Team, { count: 5, seed: start })
        await opened.close()
        return teams.map(({ name }) => name)
      }),
    )
    expect(made[0]).toEqual(made[1])
    expect(made[0]).not.toEqual(made[2])
  })
  test('fills in what the chosen action takes, arguments too, and passes what a test gives', async () => {
    const opened = await open()
    const session = opened.session(null)
    await seed(session, Team, { count: 1 })
    await expect(
      seed(session, Player, { count: 1, action: Player.actions.sign, values: { fee: -1 } }),
    ).rejects.toMatchObject({ code: 'invalid_argument', field: 'fee' })
    await opened.close()
  })
  test('says what must be there first', async () => {
    const opened = await open()
    await expect(seed(opened.session(null), Player)).rejects.toThrow(
      'Player.sign: teamId: there is no Team that it could belong to. Seed Team first, or pass values: { teamId: … }.',
    )
    await opened.close()
  })
})

describe('a clock for tests', () => {
  test.each(['the data layer', 'the context'])(
    'set on %s, is the time of expressions, and stands still until it is moved',
    async (where) => {
      const clock = testClock('2026-01-31T12:00:00Z')
      const opened = await open(
        where === 'the context' ? { context: Context.empty.with(clockKey, clock) } : { now: clock },
      )
      const session = opened.session(null)
      await seed(session, Team, { count: 1 })
      await seed(session, Player, { count: 2, values: { joined: clock() } })
      expect(await session.run(Player.actions.recent, {})).toHaveLength(2)
      clock.advance(1, 'day')
      expect(await session.run(Player.actions.recent, {})).toHaveLength(0)
      clock.advance(-1, 'second')
      expect(await session.run(Player.actions.recent, {})).toHaveLength(2)
      clock.set('2030-01-01T00:00:00Z')
      expect(clock()).toEqual(new Date('2030-01-01T00:00:00Z'))
      await opened.close()
    },
  )
  test('refuses what is no time', () => {
    expect(() => testClock('noon')).toThrow('"noon" is not a time')
  })
})
