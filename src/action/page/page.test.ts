import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Post, useBlog } from '../../../test/support/action/blog.ts'
import { eachDataLayer } from '../../../test/support/data-layers.ts'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { eq } from '../../expression/operators.ts'
import type { SortKey } from '../../resource/load.ts'
import type { Refs } from '../../resource/refs.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, read } from '../contract/action.ts'

type Key = SortKey<typeof Post>
eachDataLayer('pages', (_, layer) => {
  const open = useBlog(layer)
  const rated = async (ratings: readonly (number | null)[]) => {
    const blog = await open()
    await blog.ada.bulkCreate(
      Post.actions.write,
      ratings.map((rating, i) => ({ title: `post ${i % 3}`, rating, authorId: blog.users.ada.id })),
    )
    const filter = ({ authorId }: Refs<typeof Post>) => eq(authorId, blog.users.ada.id)
    const page = (sort: readonly Key[], request: object) =>
      blog.ada.page(Post.actions.list, {}, request, { filter, sort })
    return { ...blog, filter, page }
  }
  const walk = async (
    page: Awaited<ReturnType<typeof rated>>['page'],
    sort: readonly Key[],
    limit: number,
  ) => {
    const seen: string[] = []
    for (let after: string | null | undefined; after !== null; ) {
      const { results, more, endCursor } = await page(sort, { limit, ...(after ? { after } : {}) })
      seen.push(...results.map(({ id }) => id))
      after = more ? endCursor : null
    }
    return seen
  }
  const sorts: readonly (readonly Key[])[] = [
    ['rating'],
    ['-rating'],
    ['title', '-rating'],
    [{ by: ({ rating }) => rating, nulls: 'first' }],
    [{ by: ({ rating }) => rating, direction: 'desc', nulls: 'last' }],
    [],
  ]

  test('paging by cursor gives each record once, in the order of one big list', async () => {
    const ratings = [5, null, 3, 3, null, 1, 9, 3, 0, 2, null]
    const { ada, filter, page } = await rated(ratings)
    for (const sort of sorts) {
      const whole = (await ada.query(Post, { filter, sort })).map(({ id }) => id)
      for (const limit of [1, 4, 11]) expect(await walk(page, sort, limit)).toEqual(whole)
    }
  })
  test('a page before a cursor is the one that came before it', async () => {
    const { page } = await rated([1, 2, null, 4, 5])
    const first = await page(['-rating'], { limit: 2 })
    const second = await page(['-rating'], { limit: 2, after: first.endCursor })
    const back = await page(['-rating'], { limit: 2, before: second.startCursor })
    expect(back.results).toEqual(first.results)
    expect(back.more).toBe(false)
  })
  test('the count is of everything the actor may see, whatever the cursor', async () => {
    const { page, bob, filter } = await rated([1, 2, 3])
    const first = await page(['rating'], { limit: 1, count: true })
    expect(first).toMatchObject({ count: 3, more: true, limit: 1 })
    expect(await page(['rating'], { limit: 1, after: first.endCursor, count: true })).toMatchObject(
      { count: 3 },
    )
    expect(await bob.page(Post.actions.list, {}, { count: true }, { filter })).toEqual({
      results: [],
      more: false,
      limit: 250,
      count: 0,
      startCursor: null,
      endCursor: null,
    })
  })
  test('pages by offset', async () => {
    const { page } = await rated([1, 2, 3])
    expect(
      (await page(['rating'], { limit: 2, offset: 2 })).results.map(({ rating }) => rating),
    ).toEqual([3])
    await expect(page([], { limit: 251 })).rejects.toMatchObject({
      code: 'invalid_limit',
      variables: { max: 250 },
    })
    await expect(page([], { offset: 0.5 })).rejects.toMatchObject({ code: 'invalid_offset' })
  })
  test('a page can be sorted by a calculation', async () => {
    const { ada, filter } = await rated([1, 2])
    const first = await ada.page(Post.actions.list, {}, { limit: 1 }, { filter, sort: ['byline'] })
    const second = await ada.page(
      Post.actions.list,
      {},
      { limit: 1, after: first.endCursor! },
      { filter, sort: ['byline'] },
    )
    expect([...first.results, ...second.results].map(({ title }) => title)).toEqual([
      'post 0',
      'post 1',
    ])
    expect(Object.keys(first.results[0]!)).not.toContain('$sort0')
  })
  test('a cursor that is no place in this order is refused', async () => {
    const { page } = await rated([1, 2])
    const code = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url')
    for (const after of [
      '',
      '!',
      'x'.repeat(5000),
      code({}),
      code([1]),
      code([{ ne: 1 }, 'x']),
      code(['x', 'y']),
      code([1, 'no uuid']),
      code([[1], null]),
    ])
      await expect(page(['rating'], { after })).rejects.toMatchObject({ code: 'invalid_keyset' })
  })
  test('no text breaks the reading of a cursor', async () => {
    const { page } = await rated([1])
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 40 }), async (after) => {
        await expect(page(['title'], { after })).rejects.toMatchObject({ code: 'invalid_keyset' })
      }),
      { numRuns: 20 },
    )
  })
})

test('an action says how large its pages are, whether there are any, and whether they must be asked for; its own limit holds over all of them', async () => {
  class Line extends Resource('Line', { id: t.uuid().primaryKey() }) {
    static actions = {
      add: create(Line),
      small: read(Line, { pagination: { defaultLimit: 2, maxPageSize: 3, required: true } }),
      whole: read(Line, { pagination: false }),
      three: read(Line, { limit: 3 }),
      two: read(Line, { prepare: [(query) => query.limit(2)] }),
    }
  }
  const opened = await app<{ actor: null }>().open({ resources: [Line], dataLayer: memory() })
  const session = opened.session(null)
  await session.bulkCreate(Line.actions.add, [{}, {}, {}, {}])
  expect((await session.page(Line.actions.small, {}, {})).results).toHaveLength(2)
  await expect(session.page(Line.actions.small, {}, { limit: 4 })).rejects.toMatchObject({
    code: 'invalid_limit',
  })
  await expect(session.run(Line.actions.small, {})).rejects.toMatchObject({
    code: 'limit_required',
  })
  expect(await session.run(Line.actions.small, {}, { limit: 4 })).toHaveLength(4)
  await expect(session.page(Line.actions.whole, {}, {})).rejects.toMatchObject({
    code: 'not_paginated',
  })
  const three = (offset: number, limit = 2) =>
    session.page(Line.actions.three, {}, { limit, offset, count: true })
  expect(await three(0)).toMatchObject({ results: [{}, {}], more: true, count: 3, endCursor: null })
  expect((await three(2)).results).toHaveLength(1)
  expect(await three(2)).toMatchObject({ more: false })
  expect(await three(3)).toMatchObject({ results: [], more: false })
  expect((await session.page(Line.actions.two, {}, { count: true })).results).toHaveLength(2)
  await expect(session.page(Line.actions.three, {}, { after: 'x' })).rejects.toMatchObject({
    code: 'not_paginated',
  })
  await expect(
    session.page(Line.actions.small, {}, { after: 'x', before: 'x' }),
  ).rejects.toMatchObject({ code: 'two_cursors' })
  await opened.close()
})
