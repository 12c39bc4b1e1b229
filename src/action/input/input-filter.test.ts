import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Comment, Post, useBlog, User } from '../../../test/support/action/blog.ts'
import { eachDataLayer } from '../../../test/support/data-layers.ts'
import { eq, or } from '../../expression/operators.ts'
import type { Refs } from '../../resource/refs.ts'
import type { FilterInput } from '../contract/action.ts'

eachDataLayer('filters of callers', (_, layer) => {
  const open = useBlog(layer)
  const filled = async () => {
    const blog = await open()
    const { ada, bob, users, system } = blog
    const published = await ada.run(Post.actions.write, {
      title: 'Published',
      status: 'published',
      rating: 3,
      tags: ['a', 'b'],
      authorId: users.ada.id,
    })
    const draft = await ada.run(Post.actions.write, {
      title: 'Draft',
      rating: 1,
      authorId: users.ada.id,
    })
    await bob.run(Post.actions.write, {
      title: 'Other',
      status: 'published',
      authorId: users.bob.id,
    })
    for (const hidden of [false, true])
      await system.run(Comment.actions.add, {
        body: hidden ? 'hidden' : 'shown',
        hidden,
        postId: published.id,
        userId: users.bob.id,
      })
    const titles = async (filterInput: FilterInput, session = ada) =>
      (
        await session.query(Post, {
          filterInput,
          filter: ({ authorId }) => eq(authorId, users.ada.id),
          sort: ['title'],
        })
      ).map(({ title }) => title)
    return { ...blog, published, draft, titles }
  }

  test('fields, operators and connectives', async () => {
    const { titles, draft } = await filled()
    const cases: [FilterInput, string[]][] = [
      [{ title: 'Draft' }, ['Draft']],
      [{ title: { startsWith: 'P' }, rating: { gte: 3, lt: 10 } }, ['Published']],
      [{ or: [{ rating: 1 }, { rating: { in: [3, 4] } }] }, ['Draft', 'Published']],
      [{ not: { status: 'draft' } }, ['Published']],
      [{ body: null }, ['Draft', 'Published']],
      [{ body: { isNull: false } }, []],
      [{ tags: { has: 'a' } }, ['Published']],
      [{ tags: { intersects: ['x', 'b'] } }, ['Published']],
      [{ id: draft.id }, ['Draft']],
      [{ id: { notIn: [draft.id] } }, ['Published']],
      [{ byline: { contains: 'by ada' }, commentCount: 1 }, ['Published']],
      [{ author: { name: 'ada' }, comments: { body: 'shown' } }, ['Published']],
      [{}, ['Draft', 'Published']],
    ]
    for (const [input, expected] of cases)
      expect([input, await titles(input)]).toEqual([input, expected])
  })
  test('what the caller may not see cannot be found through a relationship', async () => {
    const { titles, ada, bob, users, system } = await filled()
    expect(await titles({ comments: { body: 'hidden' } })).toEqual([])
    expect(await titles({ comments: { body: 'hidden' } }, system)).toEqual(['Published'])
    const authors = async (session: typeof ada) =>
      session.count(User, { filterInput: { id: users.ada.id, posts: { title: 'Draft' } } })
    expect([await authors(ada), await authors(bob)]).toEqual([1, 0])
    expect(await bob.count(User, { filterInput: { id: users.ada.id, postCount: 1 } })).toBe(1)
  })
  test('private fields are as if they were not there', async () => {
    const { titles } = await filled()
    for (const name of ['secret', 'authorId', 'nothing'])
      await expect(titles({ [name]: 'x' })).rejects.toMatchObject({
        code: 'no_such_field',
        path: [name],
      })
    await expect(titles({ author: { email: 'x' } })).rejects.toMatchObject({
      code: 'no_such_field',
      path: ['author', 'email'],
    })
    await expect(titles({ titel: 'x' })).rejects.toThrow(
      'Post has no field "titel". Did you mean "title"?',
    )
  })
  test('a value is a value, never a condition', async () => {
    const { titles } = await filled()
    const wrong: FilterInput[] = [
      { id: { eq: { ne: 'x' } } },
      { id: 'x' },
      { rating: { eq: 'many' } },
      { title: { matches: 'x' } },
      { status: 'gone' },
      { rating: { in: 3 } },
      { title: { eq: null } },
      { or: { title: 'x' } },
      { author: 'x' },
      { body: { isNull: 'yes' } },
    ]
    for (const input of wrong)
      await expect(titles(input)).rejects.toMatchObject({ code: 'invalid_filter_value' })
    await expect(titles({ title: { startWith: 'x' } })).rejects.toThrow(
      'Did you mean "startsWith"?',
    )
  })
  test('text that no storage holds is refused, not sent', async () => {
    const { titles } = await filled()
    for (const text of ['a\0', '\ud800', '\udc00x'])
      for (const input of [
        { title: { contains: text } },
        { title: { startsWith: text } },
        { body: { endsWith: text } },
        { title: text },
        { tags: { has: text } },
      ])
        await expect(titles(input)).rejects.toMatchObject({ code: 'invalid_filter_value' })
  })
  test('depth and size are limited', async () => {
    const { titles } = await filled()
    const deep = Array.from({ length: 9 }).reduce<FilterInput>((inner) => ({ not: inner }), {
      title: 'x',
    })
    await expect(titles(deep)).rejects.toMatchObject({
      code: 'invalid_filter_value',
      variables: { rule: 'depth' },
    })
    await expect(
      titles({ or: Array.from({ length: 300 }, () => ({ title: 'x' })) }),
    ).rejects.toMatchObject({ variables: { rule: 'size' } })
  })
  test('no JSON does anything but filter or be refused', async () => {
    const { ada } = await open()
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('title', 'rating', 'tags', 'author', 'not', 'or', 'x'),
          fc.jsonValue({ maxDepth: 3 }),
        ),
        async (input) => {
          const outcome = await ada
            .query(Post, { filterInput: input as FilterInput, limit: 1 })
            .then(
              () => 'answered',
              (error: { readonly code: string }) => error.code,
            )
          expect(['answered', 'no_such_field', 'invalid_filter_value']).toContain(outcome)
        },
      ),
      { numRuns: 50 },
    )
  })
  test('callers sort by public fields that have an order', async () => {
    const { ada, users } = await filled()
    const own = { filter: ({ authorId }: never) => eq(authorId, users.ada.id as never) } as object
    expect(
      (await ada.query(Post, { ...own, sortInput: ['-rating', 'title'] })).map(
        ({ rating }) => rating,
      ),
    ).toEqual([3, 1])
    expect(
      (await ada.query(Post, { ...own, sortInput: ['-commentCount'] })).map(({ title }) => title),
    ).toEqual(['Published', 'Draft'])
    await expect(ada.query(Post, { sortInput: ['secret'] })).rejects.toMatchObject({
      code: 'no_such_field',
    })
    await expect(ada.query(Post, { sortInput: ['tags'] })).rejects.toMatchObject({
      code: 'unsortable_field',
    })
  })
  test('callers sort through public to-one relationships, and what they may not see there counts as null', async () => {
    const { ada, bob, users, system, published, draft } = await filled()
    for (const postId of [draft.id, published.id])
      await system.run(Comment.actions.add, { body: `on ${postId}`, postId, userId: users.ada.id })
    const own = ({ body }: Refs<typeof Comment>) =>
      or(eq(body, `on ${draft.id}`), eq(body, `on ${published.id}`))
    const order = async (session: typeof ada, key: string) =>
      (await session.query(Comment, { filter: own, sortInput: [key] })).map(({ postId }) => postId)
    expect(await order(ada, 'post.title')).toEqual([draft.id, published.id])
    expect(await order(ada, '-post.title')).toEqual([published.id, draft.id])
    expect(await order(bob, 'post.title')).toEqual([published.id, draft.id])
    expect(await order(bob, '-post.author.name')).toEqual([draft.id, published.id])
    const refused = (key: string) => ({
      toMatchObject: (error: object) =>
        expect(ada.query(Comment, { sortInput: [key] })).rejects.toMatchObject(error),
    })
    await refused('post.secret').toMatchObject({ code: 'no_such_field', path: ['sort', 0] })
    await refused('user.name').toMatchObject({ code: 'no_such_field' })
    await refused('post.comments.body').toMatchObject({ code: 'unsortable_field' })
    await refused('post.author.posts.author.posts.title').toMatchObject({
      code: 'invalid_filter_value',
    })
    const first = await ada.page(
      Comment.actions.list,
      {},
      { limit: 1 },
      { filter: own, sortInput: ['post.title'] },
    )
    const second = await ada.page(
      Comment.actions.list,
      {},
      { limit: 1, after: first.endCursor! },
      { filter: own, sortInput: ['post.title'] },
    )
    expect(second.results).toMatchObject([{ postId: published.id }])
  })
})
