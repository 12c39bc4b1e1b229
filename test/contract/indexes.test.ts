import { describe, expect, it } from 'vitest'
import { create, read, update } from '../../src/action/contract/action.ts'
import { pglite } from '../../src/data-layer/postgres/postgres.ts'
import { app } from '../../src/app/open-app.ts'
import type { Warning } from '../../src/app/warning.ts'
import { and, eq, gt, isNull, lower, now, or } from '../../src/expression/operators.ts'
import { identity, index } from '../../src/resource/indexes.ts'
import { belongsTo, hasMany, manyToMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { t } from '../../src/type/t.ts'
import { emptyDataLayer, type DataLayerName } from '../support/data-layers.ts'
import { freshPglite } from '../support/postgres-database.ts'

class Page extends Resource('Page', {
  id: t.integer().primaryKey(),
  slug: t.string(),
  site: t.string(),
  rank: t.integer().nullable(),
  madeAt: t.datetime().generated(),
  tags: t.list(t.string()).default([]),
  goneAt: t.datetime().nullable(),
}) {
  static indexes = {
    latest: index(Page, ['-madeAt', 'id']),
    ranked: index(Page, [{ by: ({ rank }) => rank, direction: 'desc', nulls: 'last' }]),
    present: index(Page, ['site'], { where: ({ goneAt }) => isNull(goneAt) }),
    tags: index(Page, ['tags'], { method: 'gin' }),
    byHash: index(Page, ['slug'], { method: 'hash' }),
    slug: index(Page, ['site', { by: ({ slug }) => lower(slug) }], {
      unique: true,
      where: ({ goneAt }) => isNull(goneAt),
      message: 'is the name of another page',
    }),
    best: index(Page, ['rank'], {
      unique: true,
      where: ({ site, rank }) => and(eq(site, `o'brien \\ co`), gt(rank, 1)),
      nullsDistinct: false,
    }),
  }
  static actions = {
    list: read(Page),
    add: create(Page, { accept: ['id', 'slug', 'site', 'rank'] }),
    edit: update(Page, { accept: ['slug', 'site', 'rank', 'goneAt'] }),
  }
}

const definitions = async (
  table: string,
  open: (database: Awaited<ReturnType<typeof freshPglite>>) => Promise<unknown>,
): Promise<string[]> => {
  const database = await freshPglite()
  await open(database)
  const { rows } = await database.query<{ indexdef: string }>(
    'select indexdef from pg_indexes where tablename = $1 order by indexname',
    [table],
  )
  return rows.map(({ indexdef }) =>
    indexdef.replace(/^CREATE (UNIQUE )?INDEX "?([^\s"]+)"? ON \S+ USING /, '$2: $1'),
  )
}
const site = () => app<{ actor: never }>()

describe('declared indexes', () => {
  it('are made with their keys, order, condition and method', async () => {
    const made = await definitions('pages', (database) =>
      site().open({ resources: [Page], dataLayer: pglite({ database }) }),
    )
    expect(made).toEqual([
      "pages_best_idx: UNIQUE btree (rank) NULLS NOT DISTINCT WHERE ((site = 'o''brien \\ co'::text) AND (rank > '1'::bigint))",
      'pages_byHash_idx: hash (slug)',
      'pages_latest_idx: btree (made_at DESC, id)',
      'pages_pkey: UNIQUE btree (id)',
      'pages_present_idx: btree (site) WHERE (gone_at IS NULL)',
      'pages_ranked_idx: btree (rank DESC NULLS LAST)',
      'pages_slug_idx: UNIQUE btree (site, lower((slug COLLATE "C"))) WHERE (gone_at IS NULL)',
      'pages_tags_idx: gin (tags)',
    ])
  })

  it('are changed by a migration where they are declared otherwise, and dropped where they are not any more', async () => {
    const draft = (indexes: 'first' | 'second' | 'none') => {
      const base = () => Resource('Draft', { id: t.integer().primaryKey(), at: t.integer() })
      if (indexes === 'none') return class Draft extends base() {}
      return class Draft extends base() {
        static indexes = { at: index(Draft, [indexes === 'first' ? 'at' : '-at']) }
      }
    }
    const seen: string[][] = []
    const database = await freshPglite()
    for (const kind of ['first', 'second', 'none'] as const) {
      const opened = await site().open({
        resources: [draft(kind)],
        dataLayer: pglite({ database }),
      })
      await opened.close()
      const { rows } = await database.query<{ indexdef: string }>(
        "select indexdef from pg_indexes where tablename = 'drafts' and indexname = 'drafts_at_idx'",
      )
      seen.push(rows.map(({ indexdef }) => indexdef.replace(/^.*USING /, '')))
    }
    expect(seen).toEqual([['btree (at)'], ['btree (at DESC)'], []])
  })

  it('are refused where they depend on more than the record', async () => {
    class Other extends Resource('Other', { id: t.integer().primaryKey(), name: t.string() }) {}
    class Wrong extends Resource('Wrong', {
      id: t.integer().primaryKey(),
      at: t.datetime(),
      otherId: t.integer(),
    }) {
      static relationships = { other: belongsTo(() => Other) }
      static indexes = {
        far: index(Wrong, [{ by: ({ other }) => other.name }]),
        recent: index(Wrong, ['id'], { where: ({ at }) => gt(at, now()) }),
        none: index(Wrong, []),
        odd: index(Wrong, ['id'], { unique: true, method: 'gin' }),
        // @ts-expect-error -- no attribute of that name
        typo: index(Wrong, ['idd']),
      }
    }
    const error = await site()
      .open({ resources: [Wrong, Other], dataLayer: await emptyDataLayer('memory') })
      .catch((caught: Error) => caught)
    for (const text of [
      'far',
      'depends on more than',
      'recent',
      'depends on the time',
      'it has no keys',
      'cannot be unique',
      'idd',
    ])
      expect(String(error)).toContain(text)
  })
})

describe.each(['memory', 'pglite', 'postgres'] satisfies DataLayerName[])(
  'a unique index on %s',
  (name) => {
    it('holds apart the records that are in it, by the values of its expressions', async () => {
      const opened = await site().open({ resources: [Page], dataLayer: await emptyDataLayer(name) })
      const session = opened.session(null)
      const add = (id: number, slug: string, where = 'a', rank: number | null = null) =>
        session.run(Page.actions.add, { id, slug, site: where, rank })
      const failure = (error: { code: string; field: string; message: string }) => [
        error.code,
        error.field,
        error.message,
      ]
      await add(1, 'Home')
      expect(await add(2, 'hOME').catch(failure)).toEqual([
        'already_taken',
        'site',
        'site and slug is the name of another page.',
      ])
      await add(3, 'home', 'b')
      await session.run(Page.actions.edit, { id: 1, goneAt: new Date(0) })
      await add(4, 'HOME')
      expect(
        await session.run(Page.actions.edit, { id: 1, goneAt: null }).catch(failure),
      ).toMatchObject(['already_taken', 'site', expect.anything()])
      await add(5, 'x', `o'brien \\ co`, 2)
      await add(6, 'y', `o'brien \\ co`, 1)
      expect(await add(7, 'z', `o'brien \\ co`, 2).catch(failure)).toMatchObject([
        'already_taken',
        'rank',
        expect.anything(),
      ])
      expect((await session.query(Page, { sort: ['id'] })).map(({ id }) => id)).toEqual([
        1, 3, 4, 5, 6,
      ])
      await opened.close()
    })
  },
)

describe('a column of vectors', () => {
  it('is kept in the row up to 1,900 dimensions, whatever way it came there', async () => {
    const database = await freshPglite()
    const place = (dimensions: number, more: object = {}) =>
      class Place extends Resource('Place', {
        id: t.integer().primaryKey(),
        at: t.vector(dimensions),
        ...more,
      }) {}
    const seen: string[][] = []
    for (const resource of [
      place(3),
      place(3, { near: t.vector(1900).nullable(), far: t.vector(1901).nullable() }),
    ]) {
      await (await site().open({ resources: [resource], dataLayer: pglite({ database }) })).close()
      const { rows } = await database.query<{ attname: string; attstorage: string }>(
        "select attname, attstorage from pg_attribute where attrelid = 'places'::regclass and atttypid = 'vector'::regtype order by 1",
      )
      seen.push(rows.map(({ attname, attstorage }) => `${attname} ${attstorage}`))
    }
    expect(seen).toEqual([['at p'], ['at p', 'far e', 'near p']])
  })
})

describe('the keys that relationships follow', () => {
  class Shop extends Resource('Shop', { id: t.integer().primaryKey() }) {
    static relationships = {
      sales: hasMany(() => Sale),
      tags: manyToMany(() => Tag, { through: () => ShopTag }),
    }
  }
  class Sale extends Resource('Sale', { id: t.integer().primaryKey(), shopId: t.integer() }) {}
  class Tag extends Resource('Tag', { id: t.integer().primaryKey() }) {}
  class ShopTag extends Resource('ShopTag', {
    id: t.integer().primaryKey(),
    shopId: t.integer(),
    tagId: t.integer(),
  }) {
    static identities = { once: identity(ShopTag, ['shopId', 'tagId']) }
  }
  const names = async (database: Awaited<ReturnType<typeof freshPglite>>) =>
    (
      await database.query<{ indexname: string }>(
        "select indexname from pg_indexes where indexname not like '%pkey' and schemaname = 'public' and tablename <> 'ashlar_migrations' order by 1",
      )
    ).rows.map(({ indexname }) => indexname)
  it('have an index, whichever side declares the relationship, and keep it where another process opens less', async () => {
    const database = await freshPglite()
    const all = ['sales_shop_id_fkey_index', 'shop_tags_once_index', 'shop_tags_tag_id_fkey_index']
    for (const resources of [[Shop, Sale, Tag, ShopTag], [Sale], [Shop, Sale, Tag, ShopTag]]) {
      await (await site().open({ resources, dataLayer: pglite({ database }) })).close()
      expect(await names(database)).toEqual(all)
    }
  })
})

describe('a policy of reads that compares an attribute with the actor', () => {
  const team = app<{ actor: { readonly id: string; readonly teamId: string } }>()
  const warningsOf = async (kind: 'plain' | 'indexed', name: DataLayerName) => {
    class Person extends Resource('Person', { id: t.uuid().primaryKey(), teamId: t.string() }) {
      static indexes = kind === 'indexed' ? { team: index(Person, ['teamId', 'id']) } : {}
    }
    class Memo extends Resource('Memo', {
      id: t.uuid().primaryKey(),
      owner: t.string(),
      state: t.string(),
      authorId: t.uuid(),
    }) {
      static relationships = { author: belongsTo(() => Person) }
      static indexes = kind === 'indexed' ? { owner: index(Memo, ['owner']) } : {}
      static actions = { list: read(Memo), edit: update(Memo, { accept: ['state'] }) }
      static policies = team.policies(Memo, ({ owner, state, author, actor }, policy) => [
        policy
          .read()
          .authorizeIf(
            or(
              eq(owner, actor.id),
              eq(author.id, actor.id),
              eq(author.teamId, actor.teamId),
              eq(state, 'open'),
            ),
          ),
        policy.update().authorizeIf(eq(state, actor.id)),
      ])
    }
    const warnings: Warning[] = []
    const opened = await team.open({
      resources: [Person, Memo],
      dataLayer: await emptyDataLayer(name),
      onWarning: (warning) => warnings.push(warning),
    })
    await opened.close()
    return warnings.map((warning) =>
      warning.code === 'unindexed_policy'
        ? [warning.resource, warning.field, warning.code, warning.grave]
        : [],
    )
  }
  it('is warned of where no index finds records by it', async () => {
    expect(await warningsOf('plain', 'pglite')).toEqual([
      ['Memo', 'owner', 'unindexed_policy', false],
      ['Person', 'teamId', 'unindexed_policy', false],
    ])
    expect(await warningsOf('indexed', 'pglite')).toEqual([])
    expect(await warningsOf('plain', 'memory')).toEqual([])
  })
})
