import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrationPlan } from '../../src/data-layer/postgres/migrate/plan.ts'
import { isDestructive } from '../../src/data-layer/postgres/migrate/operation.ts'
import { renderPlan } from '../../src/data-layer/postgres/migrate/render.ts'
import {
  withoutHistory,
  type Snapshot,
  snapshotOf,
} from '../../src/data-layer/postgres/migrate/snapshot.ts'
import { pglite, postgres } from '../../src/data-layer/postgres/postgres.ts'
import type { ResourceInfo } from '../../src/resource/info.ts'
import { identity } from '../../src/resource/indexes.ts'
import { belongsTo } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { resourceInfo } from '../../src/resource/resource-info.ts'
import type { Fields } from '../../src/type/field.ts'
import { t } from '../../src/type/t.ts'
import { createRecords, readRecords } from '../../src/testing/data-layer/plans.ts'
import { freshDatabase, freshPglite } from '../support/postgres-database.ts'

type Database = Awaited<ReturnType<typeof freshPglite>>

const note = (fields: Fields, table = 'notes'): ResourceInfo =>
  resourceInfo(
    class Note extends Resource('Note', { id: t.integer().primaryKey(), ...fields }, { table }) {},
  )

const catalog = `
  select 'column' as kind, c.relname as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end || coalesce(' ' || nullif(a.attidentity::text, ''), '') || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') || coalesce(' ' || co.collname, '') as definition
  from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r' left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum left join pg_collation co on co.oid = a.attcollation
  where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped and c.relname <> 'ashlar_migrations'
  union all select 'constraint', r.relname, k.conname, pg_get_constraintdef(k.oid) from pg_constraint k join pg_class r on r.oid = k.conrelid where k.connamespace = 'public'::regnamespace and r.relname <> 'ashlar_migrations' and k.contype <> 'n'
  union all select 'index', tablename, indexname, indexdef from pg_indexes where schemaname = 'public' and tablename <> 'ashlar_migrations'
  order by 1, 2, 3`
const introspect = async (database: Database) => (await database.query(catalog)).rows

const apply = async (database: Database, statements: readonly string[]) => {
  for (const statement of statements) await database.exec(statement)
}

const columnTypes = [
  'text',
  'bigint',
  'double precision',
  'boolean',
  'uuid',
  'date',
  'timestamptz',
  'jsonb',
  'vector(3)',
] as const
const column = fc
  .record({ type: fc.constantFrom(...columnTypes), nullable: fc.boolean(), defaults: fc.boolean() })
  .map(({ defaults, ...rest }) =>
    defaults && rest.type === 'text' ? { ...rest, default: "'x'::text" } : rest,
  )
/** Tables whose rows may refer to each other's keys, with indexes over any of their columns. */
const arbitrarySnapshot: fc.Arbitrary<Snapshot> = fc
  .dictionary(
    fc.constantFrom('alpha', 'beta', 'gamma'),
    fc.record({
      columns: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'Odd "name"'), column),
      indexed: fc.subarray(['a', 'b']),
      unique: fc.boolean(),
      distinct: fc.boolean(),
      refers: fc.option(fc.constantFrom('alpha', 'beta', 'gamma')),
    }),
  )
  .map((tables) => ({
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, { columns, indexed, unique, distinct, refers }]) => {
        const present = indexed.filter(
          (each) => columns[each] && columns[each].type !== 'vector(3)',
        )
        const target = refers && tables[refers] ? refers : undefined
        return [
          name,
          {
            columns: {
              ...columns,
              id: {
                type: 'bigint',
                nullable: false,
                ...(distinct ? { generated: 'number' as const } : {}),
              },
              ...(target ? { [`${target}_id`]: { type: 'bigint', nullable: true } } : {}),
            },
            primaryKey: ['id'],
            indexes: present.length
              ? {
                  [`${name}_some_index`]: {
                    columns: present,
                    unique,
                    nullsDistinct: unique ? distinct : true,
                  },
                }
              : {},
            references: target
              ? {
                  [`${name}_${target}_id_fkey`]: {
                    column: `${target}_id`,
                    table: target,
                    to: 'id',
                  },
                }
              : {},
          },
        ]
      }),
    ),
  }))

describe('migration', () => {
  let database: Database
  const fresh = async () => {
    database = await freshPglite()
    await database.exec('create extension if not exists vector')
  }
  beforeEach(fresh)
  afterAll(async () => database.close())

  it('leads from any shape to any other, and back', { timeout: 180_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySnapshot, arbitrarySnapshot, async (from, to) => {
        const empty: Snapshot = { tables: {} }
        await fresh()
        await apply(database, renderPlan(migrationPlan(empty, to)).up)
        const wanted = await introspect(database)
        await fresh()
        await apply(database, renderPlan(migrationPlan(empty, from)).up)
        const before = await introspect(database)
        const { up, down } = renderPlan(migrationPlan(from, to))
        await apply(database, up)
        expect(await introspect(database)).toEqual(wanted)
        await apply(database, down)
        expect(await introspect(database)).toEqual(before)
      }),
      { numRuns: 25, seed: 11 },
    )
  })
  it('has nothing to do between equal shapes', () =>
    fc.assert(
      fc.property(
        arbitrarySnapshot,
        (shape) => migrationPlan(withoutHistory(shape), shape).length === 0,
      ),
    ))

  const open = async (infos: readonly ResourceInfo[], options = {}) => {
    const layer = pglite({ database, ...options })
    await layer.open(infos)
    return layer
  }
  it('keeps what is stored when a column is renamed, widened and required', async () => {
    const before = note({ text: t.string(), size: t.integer(), mood: t.string().nullable() })
    await createRecords((await open([before])).connection, before, [
      { id: 1, text: 'a', size: 3, mood: null },
    ])
    const after = note({
      body: t.string().renamedFrom('text'),
      size: t.string(),
      mood: t.string().default('calm'),
      added: t.list(t.integer()).default([1]),
    })
    expect(await readRecords((await open([after])).connection, after)).toEqual([
      { id: 1, body: 'a', size: '3', mood: 'calm', added: [1] },
    ])
  })
  it('refuses to lose what is stored, names it, and changes nothing', async () => {
    const before = note({ text: t.string(), size: t.string() })
    await open([before])
    const after = note({ size: t.integer() })
    await expect(open([after])).rejects.toMatchObject({
      code: 'migration_refused',
      variables: {
        operations: [expect.stringContaining('notes.size'), 'drop the column notes.text'],
      },
    })
    await expect(open([before])).resolves.toBeDefined()
    await expect(open([after], { allowDestructive: true })).resolves.toBeDefined()
  })
  it('says what is wrong when the stored rows do not fit, and changes nothing', async () => {
    const before = note({ text: t.string() })
    await createRecords((await open([before])).connection, before, [
      { id: 1, text: 'a' },
      { id: 2, text: 'a' },
    ])
    const required = note({ text: t.string(), more: t.string() })
    await expect(open([required])).rejects.toThrow(/a required value is missing/)
    class Note extends Resource(
      'Note',
      { id: t.integer().primaryKey(), text: t.string() },
      { table: 'notes' },
    ) {
      static identities = { text: identity(Note, ['text']) }
    }
    await expect(open([resourceInfo(Note)])).rejects.toThrow(/values are not unique/)
    expect(await readRecords((await open([before])).connection, before)).toHaveLength(2)
  })
  it('only looks when told to check', async () => {
    const before = note({ text: t.string() })
    await expect(open([before], { migrate: 'check' })).rejects.toThrow(/create the table notes/)
    await open([before])
    await expect(open([before], { migrate: 'check' })).resolves.toBeDefined()
  })
  it('orders tables that refer to each other', async () => {
    class A extends Resource('A', { id: t.uuid().primaryKey(), bId: t.uuid().nullable() }) {
      static relationships = { b: belongsTo(() => B) }
    }
    class B extends Resource('B', { id: t.uuid().primaryKey(), aId: t.uuid().nullable() }) {
      static relationships = { a: belongsTo(() => A) }
    }
    await open([resourceInfo(A), resourceInfo(B)])
    await open([], { allowDestructive: true })
    expect(await introspect(database)).not.toEqual([])
    await open([], { allowDestructive: { tables: ['as', 'bs'] } })
    expect(await introspect(database)).toEqual([])
  })
  it('leaves the tables of resources that are not opened, and the references to them, as they are', async () => {
    class Author extends Resource('Author', { id: t.integer().primaryKey() }) {}
    class Book extends Resource('Book', {
      id: t.integer().primaryKey(),
      authorId: t.integer().nullable(),
    }) {
      static relationships = { author: belongsTo(() => Author) }
    }
    await open([resourceInfo(Author), resourceInfo(Book)])
    await expect(
      open([resourceInfo(Author), resourceInfo(Book)], { migrate: 'check' }),
    ).resolves.toBeDefined()
    const before = await introspect(database)
    await open([resourceInfo(Author)])
    await open([resourceInfo(Book)])
    await open([note({ text: t.string() })])
    expect(
      ((await introspect(database)) as { readonly relation: string }[]).filter(
        ({ relation }) => !relation.startsWith('notes'),
      ),
    ).toEqual(before)
    await expect(open([resourceInfo(Book)], { migrate: 'check' })).resolves.toBeDefined()
  })
  it('counts dropping and narrowing as losing, widening not', () => {
    const shape = (type: string): Snapshot => ({
      tables: {
        a: {
          columns: { id: { type: 'bigint', nullable: false }, x: { type, nullable: true } },
          primaryKey: ['id'],
          indexes: {},
          references: {},
        },
      },
    })
    expect(migrationPlan(shape('bigint'), shape('text')).some(isDestructive)).toBe(false)
    expect(migrationPlan(shape('text'), shape('bigint')).some(isDestructive)).toBe(true)
    expect(migrationPlan(shape('text'), { tables: {} }).some(isDestructive)).toBe(true)
  })
  it('describes the same shape the same way whatever the order of declarations', () => {
    const [one, other] = [
      note({ a: t.string(), b: t.integer() }),
      note({ b: t.integer(), a: t.string() }),
    ]
    expect(JSON.stringify(snapshotOf([one], { vector: true }))).toBe(
      JSON.stringify(snapshotOf([other], { vector: true })),
    )
  })
})

describe('migration on a server', () => {
  let server: Awaited<ReturnType<typeof freshDatabase>>
  beforeAll(async () => {
    server = await freshDatabase()
  })
  afterAll(async () => server.drop())
  it('is made once by processes that open at the same time', async () => {
    const info = note({ text: t.string() })
    const layers = Array.from({ length: 4 }, () => postgres({ url: server.url, max: 1 }))
    await Promise.all(layers.map((layer) => layer.open([info])))
    const { rows } = await layers[0]!.connection.sql!.query(
      'select count(*) as n from ashlar_migrations',
    )
    expect(rows).toEqual([{ n: 1 }])
    await Promise.all(layers.map((layer) => layer.close()))
  })
})
