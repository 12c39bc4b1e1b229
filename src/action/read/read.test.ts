import { expect, test } from 'vitest'
import { Comment, Post, useBlog, User } from '../../../test/support/action/blog.ts'
import { eachDataLayer } from '../../../test/support/data-layers.ts'
import { eq, lower } from '../../expression/operators.ts'
import { related } from '../../resource/load.ts'
import type { Refs } from '../../resource/refs.ts'

eachDataLayer('reads', (_, layer) => {
  const open = useBlog(layer)
  /**
   * Ada has a published post and a draft, Bob a draft; Ada's published post has a visible and a
   * hidden comment.
   */
  const filled = async () => {
    const blog = await open()
    const { ada, bob, users, system } = blog
    const published = await ada.run(Post.actions.write, {
      title: 'Published',
      status: 'published',
      rating: 3,
      authorId: users.ada.id,
    })
    const draft = await ada.run(Post.actions.write, {
      title: 'Draft',
      rating: 1,
      authorId: users.ada.id,
    })
    const other = await bob.run(Post.actions.write, { title: 'Other', authorId: users.bob.id })
    for (const hidden of [false, true])
      await system.run(Comment.actions.add, {
        body: hidden ? 'hidden' : 'shown',
        hidden,
        postId: published.id,
        userId: users.bob.id,
      })
    const own = { filter: ({ authorId }: Refs<typeof Post>) => eq(authorId, users.ada.id) }
    return { ...blog, published, draft, other, own }
  }

  test('a list holds what the policies allow', async () => {
    const { ada, bob, anonymous, admin, own } = await filled()
    for (const [session, titles] of [
      [ada, ['Draft', 'Published']],
      [bob, ['Published']],
      [anonymous, ['Published']],
      [admin, ['Draft', 'Published']],
    ] as const) {
      expect(
        (await session.query(Post, { ...own, sort: ['title'] })).map(({ title }) => title),
      ).toEqual(titles)
      expect(await session.count(Post, own)).toBe(titles.length)
    }
  })
  test('what may not be seen is not found', async () => {
    const { bob, draft } = await filled()
    await expect(bob.get(Post, draft.id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await bob.exists(Post, { filter: ({ id }) => eq(id, draft.id) })).toBe(false)
  })
  test('an action filter takes the arguments', async () => {
    const { anonymous, users, published } = await filled()
    const found = await anonymous.run(
      Post.actions.published,
      { name: 'ada' },
      { filter: ({ authorId }) => eq(authorId, users.ada.id) },
    )
    expect(found.map(({ id }) => id)).toEqual([published.id])
  })
  test('a get gives one record or null, and more than one is an error', async () => {
    const { ada, users } = await open()
    const title = users.ada.id
    expect(await ada.run(Post.actions.byTitle, { title })).toBeNull()
    const post = await ada.run(Post.actions.write, { title, authorId: users.ada.id })
    expect(await ada.run(Post.actions.byTitle, { title })).toEqual(post)
    await ada.run(Post.actions.write, { title, authorId: users.ada.id })
    await expect(ada.run(Post.actions.byTitle, { title })).rejects.toMatchObject({
      code: 'multiple_results',
    })
  })
  test('loads are related records, calculations and aggregates under the reader’s policies', async () => {
    const { ada, bob, admin, users } = await filled()
    const load = {
      postCount: true,
      posts: related(Post, {
        sort: ['title'],
        load: { commentCount: true, comments: true, byline: true },
      }),
    } as const
    const [seen] = await bob.query(User, { filter: ({ id }) => eq(id, users.ada.id), load })
    expect(seen).toMatchObject({
      postCount: 1,
      posts: [
        {
          title: 'Published',
          commentCount: 1,
          byline: 'Published by ada',
          comments: [{ body: 'shown' }],
        },
      ],
    })
    const [own] = await ada.query(User, { filter: ({ id }) => eq(id, users.ada.id), load })
    expect(own).toMatchObject({
      postCount: 2,
      posts: [
        { title: 'Draft', comments: [] },
        { title: 'Published', commentCount: 1 },
      ],
    })
    const system = (await filled()).system
    const [all] = await system.query(User, { filter: ({ id }) => eq(id, users.ada.id), load })
    expect(all?.posts[1]).toMatchObject({ commentCount: 2 })
    expect(
      await admin.count(Post, {
        filter: ({ comments }) => comments.exists(({ hidden }) => eq(hidden, true)),
      }),
    ).toBeGreaterThan(0)
  })
  test('a load has a filter, an order and a limit for each parent', async () => {
    const { system, users } = await filled()
    const found = await system.query(User, {
      filter: ({ name }) => eq(name, 'ada'),
      load: { posts: related(Post, { sort: ['-title'], limit: 1 }) },
    })
    expect(found.every(({ posts }) => posts.length <= 1)).toBe(true)
    expect(found.find(({ id }) => id === users.ada.id)?.posts[0]?.title).toBe('Published')
  })
  test('records are loaded further in one call', async () => {
    const { ada, published, other } = await filled()
    const [post] = await ada.load(Post, [published], { author: true, embedding: true })
    expect(post).toMatchObject({ ...published, author: { name: 'ada' }, embedding: null })
    await expect(ada.load(Post, [other], { author: true })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
  test('an expression can be sorted by, and nulls come last ascending and first descending', async () => {
    const { bob, ada, users, own } = await filled()
    await ada.run(Post.actions.write, { title: 'about', authorId: users.ada.id })
    expect(
      (await ada.query(Post, { ...own, sort: [{ by: ({ title }) => lower(title) }] })).map(
        ({ title }) => title,
      ),
    ).toEqual(['about', 'Draft', 'Published'])
    expect(
      (await ada.query(Post, { ...own, sort: ['rating'] })).map(({ rating }) => rating),
    ).toEqual([1, 3, null])
    expect(
      (await ada.query(Post, { ...own, sort: ['-rating'] })).map(({ rating }) => rating),
    ).toEqual([null, 3, 1])
    expect(await bob.query(Post, { ...own, limit: 1 })).toHaveLength(1)
  })
  test('an unknown name in a load says what was meant', async () => {
    const { ada } = await open()
    await expect(ada.query(Post, { load: { autor: true } as never })).rejects.toThrow(
      'Post has no field "autor". Did you mean "author"?',
    )
  })
  test('a limit is a whole number', async () => {
    const { ada } = await open()
    await expect(ada.query(Post, { limit: 0 })).rejects.toMatchObject({ code: 'invalid_limit' })
    await expect(ada.query(Post, { offset: -1 })).rejects.toMatchObject({ code: 'invalid_offset' })
  })
})
