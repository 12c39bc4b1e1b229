import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Compilation } from '../../src/data-layer/postgres/compile/compilation.ts'
import { expressionSql } from '../../src/data-layer/postgres/compile/expression.ts'
import { readStatement } from '../../src/data-layer/postgres/compile/read.ts'
import { pglite } from '../../src/data-layer/postgres/postgres.ts'
import { PlanShape } from '../../src/data-layer/postgres/compile/plan-shape.ts'
import { call, refNode, valueNode } from '../../src/expression/node.ts'
import { eq, has, startsWith } from '../../src/expression/operators.ts'
import { Resource } from '../../src/resource/resource.ts'
import { resourceInfo } from '../../src/resource/resource-info.ts'
import { t } from '../../src/type/t.ts'
import { readPlan } from '../../src/testing/data-layer/plans.ts'
import { freshPglite } from '../support/postgres-database.ts'
import { explain, rowsTouched, sentDuring } from '../support/query-plan/explain.ts'
import {
  Article,
  ArticleTopic,
  Remark,
  type Magazine,
  openMagazine,
} from '../support/query-plan/magazine.ts'

let magazine: Magazine
beforeAll(async () => {
  magazine = await openMagazine()
})
afterAll(() => magazine.close())

const reader = () => magazine.opened.session({ teamId: 7 })
/** The plan of the one statement that a piece of work sends. */
const planOf = async (work: () => Promise<unknown>): Promise<string> => {
  const sent = (await sentDuring(work)).filter(({ text }) => !/^(begin|commit)$/.test(text))
  expect(sent.map(({ text }) => text)).toHaveLength(1)
  return explain(magazine.url, sent[0]!)
}

describe('a page far into an order', () => {
  it.each([['after'], ['before']] as const)(
    'starts in the index where the cursor is (%s)',
    async (side) => {
      const query = { sort: ['-madeAt'] } as const
      const middle = await reader().page(
        Article.actions.list,
        {},
        { limit: 1, offset: 15_000 },
        query,
      )
      const plan = await planOf(() =>
        reader().page(Article.actions.list, {}, { limit: 20, [side]: middle.endCursor! }, query),
      )
      expect(plan).toContain('Index Cond: (made_at')
      expect(rowsTouched(plan)).toBeLessThan(100)
    },
  )
  it('gives the records that the order has there, where values are missing too', async () => {
    const all = (await reader().query(Article, { sort: ['score', 'title'] })).map(({ id }) => id)
    for (const place of [5, 17_990, 18_010]) {
      const { endCursor } = await reader().page(
        Article.actions.list,
        {},
        { limit: 1, offset: place },
        { sort: ['score', 'title'] },
      )
      const next = await reader().page(
        Article.actions.list,
        {},
        { limit: 5, after: endCursor! },
        { sort: ['score', 'title'] },
      )
      expect(next.results.map(({ id }) => id)).toEqual(all.slice(place + 1, place + 6))
    }
  })
})

describe('records by keys of several attributes', () => {
  it('are found by the index of the primary key', async () => {
    const records = await reader().query(ArticleTopic, { limit: 20 })
    const plan = await planOf(() => reader().load(ArticleTopic, records, { topic: true }))
    expect(plan).toContain('Index Cond: ((article_id = ')
    expect(rowsTouched(plan)).toBeLessThan(500)
  })
})

describe('an element of a list', () => {
  it('is found by an index on the list', async () => {
    const plan = await planOf(() =>
      reader().query(Article, { filter: ({ labels }) => has(labels, 'label 77') }),
    )
    expect(plan).toContain('Bitmap Index Scan')
    expect(rowsTouched(plan)).toBeLessThan(100)
  })
})

describe('what a many-to-many relationship leads to', () => {
  it('is asked for by one join, not once for each record', async () => {
    const plan = await planOf(() =>
      reader().query(Article, {
        filter: ({ topics }) => topics.exists(({ name }) => eq(name, 'topic 9')),
      }),
    )
    expect(plan).not.toContain('SubPlan')
  })
})

describe('a write whose condition follows a to-one relationship', () => {
  it.each([
    [
      'an update',
      () =>
        reader().bulkUpdate(
          Article.actions.retitle,
          { filter: ({ writer }) => eq(writer.email, 'w6@example.test') },
          { title: 'x' },
        ),
    ],
    [
      'a destroy',
      () =>
        reader().bulkDestroy(Remark.actions.remove, {
          filter: ({ article }) => startsWith(article.writer.team.name, 'team 7'),
        }),
    ],
  ])('of %s asks for related records once, not once for each record', async (_, work) => {
    const plan = await planOf(work)
    expect(plan).not.toContain('SubPlan')
    expect(rowsTouched(plan)).toBeLessThan(3000)
  })
  it('asks for them once beside another way to be allowed, too', async () => {
    const plan = await planOf(() => reader().bulkUpdate(Article.actions.publish, {}, {}))
    expect(plan).toContain('hashed SubPlan')
  })
})

describe('aggregates over the same related records', () => {
  const load = {
    remarkCount: true,
    loudCount: true,
    starSum: true,
    starMean: true,
    texts: true,
  } as const
  it('take one pass over them', async () => {
    const plan = await planOf(() => reader().query(Article, { load, limit: 20 }))
    expect(plan.match(/Scan.* on remarks/g)).toHaveLength(1)
  })
  it('have the values that each has alone', async () => {
    const query = { sort: ['id'], limit: 5 } as const
    const together = await reader().query(Article, { ...query, load })
    for (const name of Object.keys(load) as (keyof typeof load)[]) {
      const alone = await reader().query(Article, {
        ...query,
        load: { [name]: true } as { remarkCount: true },
      })
      expect(together.map((record) => record[name])).toEqual(
        alone.map((record) => record[name as never]),
      )
    }
  })
})

describe('the records with the nearest vectors', () => {
  it('are found by an index on the vectors, whatever decides between equal distances', async () => {
    const database = await freshPglite()
    class Place extends Resource('Place', { id: t.integer().primaryKey(), at: t.vector(3) }) {}
    const layer = pglite({ database })
    await layer.open([resourceInfo(Place)])
    await database.exec(`
      insert into places (id, at) select n, array[n % 7, n % 11, n % 13 + 1]::vector from generate_series(1, 5000) n;
      create index on places using hnsw (at vector_cosine_ops); analyze places`)
    const by = call('cosineDistance', refNode([], 'at'), valueNode([1, 2, 3]))
    const plan = {
      ...readPlan(resourceInfo(Place), { select: ['id'] }),
      sort: [{ by, direction: 'asc', nulls: 'last' }] as const,
      limit: 5,
      offset: 5,
    }
    const shape = new PlanShape().read(plan)
    const { text, slots } = readStatement(
      plan,
      new Compilation({ vector: true, references: new Set() }, shape, expressionSql),
    )
    const parameters = slots.map((slot) => slot.text(shape.values))
    const { rows } = await database.query<Record<string, string>>(`explain ${text}`, parameters)
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(
      'Index Scan using places_at_idx',
    )
    await layer.close()
  })
})
