import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { app } from '../../src/app/open-app.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import type { MigrationOptions } from '../../src/data-layer/postgres/migrate/migrate.ts'
import { pglite } from '../../src/data-layer/postgres/postgres.ts'
import type { ResourceInfo } from '../../src/resource/info.ts'
import { identity } from '../../src/resource/indexes.ts'
import { belongsTo } from '../../src/resource/relationship.ts'
import { Resource, type ResourceOptions } from '../../src/resource/resource.ts'
import { resourceInfo } from '../../src/resource/resource-info.ts'
import type { Fields } from '../../src/type/field.ts'
import { t } from '../../src/type/t.ts'
import { createRecords, readRecords } from '../../src/testing/data-layer/plans.ts'
import { freshPglite } from '../support/postgres-database.ts'

const note = (fields: Fields, options: ResourceOptions = {}): ResourceInfo =>
  resourceInfo(
    class Note extends Resource('Note', { id: t.integer().primaryKey(), ...fields }, options) {},
  )

let database: Awaited<ReturnType<typeof freshPglite>>
beforeEach(async () => {
  database = await freshPglite()
})
afterAll(async () => database.close())

const open = async (
  info: ResourceInfo | readonly ResourceInfo[],
  options: MigrationOptions = {},
) => {
  const layer = pglite({ database, ...options })
  await layer.open([info].flat())
  return layer.connection
}
const rows = async (info: ResourceInfo, options: MigrationOptions = {}) =>
  readRecords(await open(info, options), info, { sort: ['id'] })
/** Rows of a first version, then what a second one finds. */
const after = async (
  first: Fields,
  stored: readonly Record<string, unknown>[],
  second: Fields,
  options: MigrationOptions = {},
) => {
  const before = note(first)
  await createRecords(
    await open(before),
    before,
    stored.map((row, index) => ({ id: index + 1, ...row })),
  )
  return rows(note(second), options)
}

const owner = '00000000-0000-4000-8000-000000000001'

describe('rows that are there when an attribute is new', () => {
  it.each([
    ['a uuid', t.uuid().default(owner), owner],
    ['a text with quotes', t.string().default("it's \\ 'so'"), "it's \\ 'so'"],
    ['a choice', t.oneOf('web', 'mail').default('web'), 'web'],
    ['a number', t.integer().default(7), 7],
    ['a fraction', t.float().default(0.1), 0.1],
    ['a truth', t.boolean().default(false), false],
    [
      'a time',
      t.datetime().default(new Date('2026-01-02T03:04:05.678Z')),
      new Date('2026-01-02T03:04:05.678Z'),
    ],
    ['a list', t.list(t.string()).default(['a', 'b']), ['a', 'b']],
    ['a vector', t.vector(2).default([1, 2]), undefined],
    ['what a function gives', t.uuid().default(() => owner), owner],
  ] as const)('take its default: %s', async (_, field, value) => {
    const found = await after({}, [{}, {}], { added: field })
    expect(found.map(({ added }) => added)).toEqual([value, value])
  })
  it('take a value each where the default gives a new one each time, and none is made up for a key that has no default', async () => {
    const found = await after({}, [{}, {}, {}], {
      token: t.uuid().default(() => crypto.randomUUID()),
    })
    expect(new Set(found.map(({ token }) => token)).size).toBe(3)
    await expect(rows(note({ token: t.uuid(), ownerId: t.uuid() }))).rejects.toThrow(
      /a required value is missing/,
    )
  })
  it('are null in one that may be, whatever its default', async () => {
    expect(await after({}, [{}], { mood: t.string().default('calm').nullable() })).toEqual([
      { id: 1, mood: null },
    ])
  })
})

describe('a program that does not know a new attribute yet', () => {
  it.each([
    ['required', t.oneOf('web', 'mail').default('web'), 'web'],
    ['nullable', t.string().nullable().default('calm'), 'calm'],
    [
      'a key of its own',
      t.uuid().default(() => crypto.randomUUID()),
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ],
    ['a time', t.datetime().default(() => new Date()), expect.any(Date)],
  ])('goes on writing: %s', async (_, field, value) => {
    const old = note({ text: t.string() })
    const connection = await open(old)
    const next = note({ text: t.string(), added: field })
    const later = await open(next)
    await createRecords(connection, old, [{ id: 1, text: 'from the old one' }])
    expect(await readRecords(later, next)).toEqual([
      { id: 1, text: 'from the old one', added: value },
    ])
  })
  it('also when the default is given, changed or dropped later', async () => {
    const shapes = [
      t.string(),
      t.string().default('a'),
      t.string().default('b'),
      t.string().default('b').nullable(),
      t.string(),
    ]
    const defaults = []
    for (const field of shapes) {
      await open(note({ text: field }))
      const { rows: found } = await database.query<{ value: string | null }>(
        "select column_default as value from information_schema.columns where column_name = 'text'",
      )
      defaults.push(found[0]!.value)
    }
    expect(defaults).toEqual([null, "'a'::text", "'b'::text", "'b'::text", null])
  })
})

describe('stored values that a new type cannot read', () => {
  const choices = t.oneOf('x', 'z')
  it.each([
    [
      'a value left the set',
      { s: t.oneOf('x', 'y') },
      { s: choices },
      ['x', 'y', 'y'],
      /Note\.s: 2 rows hold a value that is not one of: x; z/,
    ],
    [
      'text became a choice',
      { s: t.string() },
      { s: choices },
      ['x', 'other'],
      /Note\.s: 1 row holds/,
    ],
    [
      'text became a list',
      { s: t.string() },
      { s: t.list(t.string()) },
      ['a'],
      /Note\.s: 1 row holds/,
    ],
    ['text became a map', { s: t.string() }, { s: t.map() }, ['a'], /Note\.s: 1 row holds/],
    [
      'the items of a list lost a value',
      { s: t.list(t.oneOf('a', 'b')) },
      { s: t.list(t.oneOf('a')) },
      [['a'], ['a', 'b']],
      /Note\.s: 1 row holds/,
    ],
    [
      'text became a number',
      { s: t.string() },
      { s: t.integer() },
      ['1', 'one'],
      /cannot be read as the new type/,
    ],
    [
      'text became a day',
      { s: t.string() },
      { s: t.date() },
      ['2026-01-01', 'someday'],
      /refused|cannot be read/,
    ],
  ] as const)(
    'keep the application closed, and everything as it was: %s',
    async (_, first, second, values, message) => {
      const stored = values.map((s) => ({ s }))
      await expect(after(first, stored, second, { allowDestructive: true })).rejects.toMatchObject({
        code: 'migration_refused',
        message: expect.stringMatching(message),
      })
      await expect(rows(note(second), { allowDestructive: true })).rejects.not.toThrow(
        /someday|other/,
      )
      expect((await rows(note(first))).map(({ s }) => s)).toEqual(values)
    },
  )
  it('are no hindrance where all are read', async () => {
    expect(await after({ s: t.string() }, [{ s: 'x' }], { s: choices })).toEqual([
      { id: 1, s: 'x' },
    ])
    expect(await rows(note({ s: t.oneOf('x', 'z', 'y') }))).toEqual([{ id: 1, s: 'x' }])
    expect(await rows(note({ s: t.oneOf('x') }))).toEqual([{ id: 1, s: 'x' }])
  })
  it('become what the attribute maps them to', async () => {
    expect(
      await after({ s: t.oneOf('x', 'y') }, [{ s: 'x' }, { s: 'y' }], {
        s: choices.mapValues({ y: 'z' }),
      }),
    ).toEqual([
      { id: 1, s: 'x' },
      { id: 2, s: 'z' },
    ])
    const lists = t.list(t.string()).mapValues({ x: ['x', "it's"], z: [] })
    expect(await rows(note({ s: lists }))).toEqual([
      { id: 1, s: ['x', "it's"] },
      { id: 2, s: [] },
    ])
    // What was mapped once stays as it is.
    await createRecords(await open(note({ s: lists })), note({ s: lists }), [
      { id: 3, s: ['later'] },
    ])
    expect(await rows(note({ s: t.list(t.string()) }))).toHaveLength(3)
  })
  it('may become null where that is allowed, and only values of the type', async () => {
    expect(
      await after({ s: t.oneOf('x', 'y') }, [{ s: 'y' }], {
        s: choices.nullable().mapValues({ y: null }),
      }),
    ).toEqual([{ id: 1, s: null }])
    class Odd extends Resource('Odd', {
      id: t.integer().primaryKey(),
      s: choices.mapValues({ y: 'q' as never }),
    }) {}
    await expect(
      app<{ actor: null }>().open({ resources: [Odd], dataLayer: memory() }),
    ).rejects.toThrow(/Odd: attributes\.s: the value for a stored "y" must be one of/)
    // @ts-expect-error -- the new value is no value of the type
    choices.mapValues({ y: 'q' })
  })
  it('are found too when the set had grown before it shrank', async () => {
    await after({ s: t.oneOf('x', 'y') }, [{ s: 'x' }], { s: t.oneOf('x', 'y', 'z') })
    const grown = note({ s: t.oneOf('x', 'y', 'z') })
    await createRecords(await open(grown), grown, [{ id: 9, s: 'z' }])
    await expect(rows(note({ s: t.oneOf('x', 'y') }))).rejects.toThrow(/1 row holds/)
  })
})

describe('a record of migrations that says less of the columns', () => {
  const less = async () => {
    const strip =
      "select jsonb_object_agg(name, column_ - 'shape' - 'default') from jsonb_each(snapshot #> '{tables,notes,columns}') as c(name, column_)"
    await database.exec(
      `update ashlar_migrations set snapshot = jsonb_set(snapshot, '{tables,notes,columns}', (${strip}))`,
    )
    await database.exec('alter table notes alter column s drop default')
  }
  const choice = (...values: readonly ['x', ...string[]]) =>
    note({ s: t.oneOf(...values).default('x') })
  it('is enough for check, and is completed by auto, which then knows what has left a set', async () => {
    const first = choice('x', 'y')
    await createRecords(await open(first), first, [{ id: 1, s: 'y' }])
    await less()
    await expect(open(first, { migrate: 'check' })).resolves.toBeDefined()
    await expect(open(choice('x'))).rejects.toThrow(/Note\.s: 1 row holds/)
    await open(first)
    expect(
      (
        await database.query(
          "select column_default from information_schema.columns where column_name = 's'",
        )
      ).rows,
    ).toEqual([{ column_default: "'x'::text" }])
    await expect(open(choice('x'))).rejects.toThrow(/Note\.s: 1 row holds/)
    await expect(open(first, { migrate: 'check' })).resolves.toBeDefined()
  })
})

describe('names', () => {
  it('of before are those of the attribute or of its column, and as many as there were', async () => {
    expect(
      await after({ fullName: t.string() }, [{ fullName: 'Ada' }], {
        name: t.string().renamedFrom('fullName'),
      }),
    ).toEqual([{ id: 1, name: 'Ada' }])
    expect(await rows(note({ label: t.string().renamedFrom('full_name', 'name') }))).toEqual([
      { id: 1, label: 'Ada' },
    ])
    expect(
      await rows(note({ title: t.string().renamedFrom('fullName', 'name', 'label') })),
    ).toEqual([{ id: 1, title: 'Ada' }])
  })
  it('of a resource lead its table along, with what refers to it', async () => {
    const tables = (name: 'Tag' | 'Label', options: ResourceOptions = {}) => {
      class Label extends Resource(
        name,
        { id: t.integer().primaryKey(), text: t.string(), number: t.integer().generated() },
        options,
      ) {
        static identities = { text: identity(Label, ['text']) }
      }
      class Use extends Resource('Use', { id: t.integer().primaryKey(), labelId: t.integer() }) {
        static relationships = { label: belongsTo(() => Label) }
      }
      return [resourceInfo(Label), resourceInfo(Use)] as const
    }
    const [tag, use] = tables('Tag')
    const connection = await open([tag, use])
    await createRecords(connection, tag, [{ id: 1, text: 'a' }])
    await createRecords(connection, use, [{ id: 1, labelId: 1 }])
    for (const renamedFrom of ['Tag', ['Something', 'tags'], 'tags']) {
      const [label, uses] = tables('Label', { renamedFrom })
      const later = await open([label, uses])
      expect(await readRecords(later, label)).toEqual([{ id: 1, text: 'a', number: 1 }])
      await expect(createRecords(later, uses, [{ id: 2, labelId: 7 }])).rejects.toMatchObject({
        code: 'invalid_attribute',
      })
      await expect(createRecords(later, label, [{ id: 3, text: 'a' }])).rejects.toMatchObject({
        code: 'already_taken',
      })
    }
  })
  it('of tables without a resource are told, gravely where a new table is made beside them', async () => {
    const told: unknown[] = []
    const opening = async (options: ResourceOptions, migrate: 'auto' | 'check' = 'auto') => {
      class Note extends Resource('Note', { id: t.integer().primaryKey() }, options) {}
      const layer = pglite({ database, migrate })
      await app<{ actor: null }>().open({
        resources: [Note],
        dataLayer: layer,
        onWarning: ({ message: _message, ...warning }) => told.push(warning),
      })
    }
    const warning = { code: 'table_without_resource', table: 'notes' }
    await opening({})
    await opening({})
    expect(told).toEqual([])
    await opening({ table: 'papers' })
    expect(told).toEqual([{ ...warning, grave: true }])
    await opening({ table: 'papers' }, 'check')
    expect(told).toEqual([
      { ...warning, grave: true },
      { ...warning, grave: false },
    ])
  })
  it.each([
    [
      'of a system column',
      { x: t.string().source('ctid') },
      {},
      /"ctid" is a system column of every Postgres table/,
    ],
    ['of a system column, by the attribute', { tableoid: t.string() }, {}, /"tableoid"/],
    ['too long for a database', { ['a'.repeat(64)]: t.string() }, {}, /has 64 bytes/],
    ['too long in bytes', { x: t.string().source('ä'.repeat(32)) }, {}, /has 64 bytes/],
    ['of every object', { x: t.string().source('constructor') }, {}, /every JavaScript object/],
    ['of every object, for a table', {}, { table: '__proto__' }, /every JavaScript object/],
    ['that are empty', { x: t.string().source('') }, {}, /is empty/],
    ['of the record of migrations', {}, { table: 'ashlar_migrations' }, /record of migrations/],
    [
      'too many',
      Object.fromEntries(Array.from({ length: 1700 }, (_, index) => [`a${index}`, t.integer()])),
      {},
      /at most 1600 columns/,
    ],
  ] as const)('%s are refused on every layer', async (_, fields, options, message) => {
    class Note extends Resource(
      'Note',
      { id: t.integer().primaryKey(), ...(fields as Fields) },
      options,
    ) {}
    await expect(
      app<{ actor: null }>().open({ resources: [Note], dataLayer: memory() }),
    ).rejects.toThrow(message)
  })
})

describe('tables that are not as they were left', () => {
  const info = note({ text: t.string() })
  it.each([
    ['drop table notes', []],
    ['alter table notes drop column more', [{ id: 1, text: 'a', more: null }]],
  ])(
    'are found by check and by auto, and made anew only where that is allowed: %s',
    async (change, left) => {
      const whole = note({ text: t.string(), more: t.string().nullable() })
      await createRecords(await open(whole), whole, [{ id: 1, text: 'a', more: 'b' }])
      await database.exec(change)
      await expect(open(whole, { migrate: 'check' })).rejects.toThrow(
        /missing the (table|column) notes.*allowDestructive/,
      )
      await expect(open(whole)).rejects.toThrow(/the (table|column) notes.* is missing.*Restore it/)
      expect(await rows(whole, { allowDestructive: true })).toEqual(left)
    },
  )
  it('are mended where nothing is lost', async () => {
    class Note extends Resource('Note', { id: t.integer().primaryKey(), text: t.string() }) {
      static identities = { text: identity(Note, ['text']) }
    }
    const strict = resourceInfo(Note)
    await open(strict)
    await database.exec(
      'drop index notes_text_index; alter table notes alter column text drop not null, alter column text type varchar(20)',
    )
    await expect(open(strict, { migrate: 'check' })).rejects.toThrow(
      /character varying\(20\).*migrate: "auto" to change them/,
    )
    const connection = await open(strict)
    await createRecords(connection, strict, [{ id: 1, text: 'a' }])
    await expect(createRecords(connection, strict, [{ id: 2, text: 'a' }])).rejects.toMatchObject({
      code: 'already_taken',
    })
    await expect(open(strict, { migrate: 'check' })).resolves.toBeDefined()
  })
  it('of other programs stay, unless they are named', async () => {
    const other = note({ more: t.string() }, { table: 'others' })
    await createRecords(await open([info, other]), other, [{ id: 1, more: 'kept' }])
    await open(note({}), { allowDestructive: true })
    expect(await rows(other)).toEqual([{ id: 1, more: 'kept' }])
    await expect(open(other, { allowDestructive: { tables: ['others'] } })).rejects.toThrow(
      /names tables that resources of this process have: others/,
    )
    await open(note({}), { allowDestructive: { tables: ['others'] } })
    expect((await database.query("select to_regclass('others') as there")).rows).toEqual([
      { there: null },
    ])
  })
  it('are told to be opened with what opens them', async () => {
    await open(info)
    await expect(open(note({}), { migrate: 'check' })).rejects.toThrow(
      /auto", with allowDestructive: true if you mean it/,
    )
    await expect(
      open(note({ text: t.string(), more: t.string().nullable() }), { migrate: 'check' }),
    ).rejects.toThrow(/auto" to change them/)
  })
})
