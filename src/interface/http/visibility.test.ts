import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Comment } from '../../../test/support/blog/comment.ts'
import { openBlog } from '../../../test/support/blog/open.ts'
import { Post } from '../../../test/support/blog/post.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { pglite } from '../../data-layer/postgres/postgres.ts'
import { eq } from '../../expression/operators.ts'
import { tool } from '../tool/tool.ts'
import type { Handler } from './handler.ts'
import { http } from './http.ts'

const layers = { memory: { open: memory, numRuns: 300 }, pglite: { open: pglite, numRuns: 60 } }

/** Filters that ask for the draft in every way a caller can think of. */
const leaf = fc.constantFrom<object>(
  { status: 'draft' },
  { title: 'Secret Plans' },
  { title: { contains: 'Secret' } },
  { title: { startsWith: 'S' } },
  { body: { contains: 'length' } },
  { tags: { isNull: false } },
  { title: { ne: 'x' } },
  { byline: { contains: 'Ada' } },
  { commentCount: { gte: 0 } },
  { author: { name: 'Ada' } },
  { author: { posts: { title: 'Secret Plans' } } },
  { author: { postCount: 2 } },
  { comments: { text: { contains: 'is' } } },
  { comments: { post: { status: 'draft' } } },
  { status: { in: ['draft', 'published'] } },
  { publishedAt: null },
  {},
)
const filter = fc.letrec<{ readonly any: object }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ or: fc.array(tie('any'), { maxLength: 2 }) }),
    fc.record({ and: fc.array(tie('any'), { maxLength: 2 }) }),
    fc.record({ not: tie('any') }),
  ),
})).any
const options = fc.record(
  {
    filter,
    sort: fc.uniqueArray(
      fc.constantFrom(
        'title',
        '-title',
        'status',
        '-commentCount',
        'byline',
        '-id',
        'author.name',
        '-author.postCount',
      ),
      {
        maxLength: 2,
        selector: (key) => key.replace('-', ''),
      },
    ),
    limit: fc.integer({ min: 1, max: 4 }),
    offset: fc.integer({ min: 0, max: 3 }),
    count: fc.constant(true),
    load: fc.subarray([
      'author',
      'author.posts',
      'author.posts.comments',
      'comments',
      'comments.post',
      'comments.post.author.posts',
      'byline',
      'commentCount',
      'author.postCount',
    ]),
  },
  { requiredKeys: [] },
)

describe.each(Object.entries(layers))('on %s', (_, { open, numRuns }) => {
  let blog: Awaited<ReturnType<typeof openBlog>>
  let api: Handler
  beforeAll(async () => {
    blog = await openBlog({ dataLayer: open() })
    api = http(blog.app, { actor: blog.actorOf })
  })
  afterAll(() => blog.app.close())

  const ask = async (path: string, body: unknown, as?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(as ? { authorization: `Bearer ${as}` } : {}),
    }
    const response = await api.fetch(
      new Request(`http://localhost/api${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      }),
    )
    return { status: response.status, text: await response.text() }
  }
  const outsiders = fc.constantFrom('bob', undefined)

  it('the draft of another is given to nobody, whatever filter, order, page and load is asked', async () => {
    await fc.assert(
      fc.asyncProperty(outsiders, options, async (as, asked) => {
        const { status, text } = await ask('/post/list', asked, as)
        expect([status, text]).toEqual([
          200,
          expect.not.stringMatching(/Secret|redpencil|@private/),
        ])
      }),
      { numRuns },
    )
  })
  it('nor through what it is related to', async () => {
    await fc.assert(
      fc.asyncProperty(
        outsiders,
        filter,
        fc.constantFrom('/comment/list', '/user/list'),
        async (as, where, path) => {
          const asked =
            path === '/user/list'
              ? { filter: { posts: where }, load: ['posts.comments.post', 'postCount'] }
              : { filter: { post: where }, load: ['post.author.posts'] }
          const { status, text } = await ask(path, asked, as)
          expect([status, text]).toEqual([
            200,
            expect.not.stringMatching(/Secret|redpencil|@private/),
          ])
        },
      ),
      { numRuns },
    )
  })
  it('nor can it be told from something that does not exist, by matching, counting or ordering', async () => {
    for (const as of ['bob', undefined]) {
      const results = async (path: string, asked: object) =>
        JSON.parse((await ask(path, asked, as)).text)
      expect(
        await results('/user/list', { filter: { posts: { title: 'Secret Plans' } }, count: true }),
      ).toMatchObject({ results: [], count: 0 })
      expect(
        await results('/comment/list', {
          filter: { post: { title: { contains: 'Secret' } } },
          count: true,
        }),
      ).toMatchObject({ results: [], count: 0 })
      expect(
        await results('/post/list', {
          filter: { author: { posts: { status: 'draft', title: { startsWith: 'Sec' } } } },
          count: true,
        }),
      ).toMatchObject({
        results: [],
        count: 0,
      })
      const ada = await results('/user/list', { filter: { name: 'Ada' }, load: ['postCount'] })
      expect(ada.results).toMatchObject([{ postCount: 1 }])
      expect(
        (await results('/user/list', { filter: { name: 'Ada', postCount: 2 } })).results,
      ).toEqual([])
    }
  })
  it('a cursor holds no private value, and cannot be forged to ask for one', async () => {
    const unsorted = JSON.parse((await ask('/post/reviewed', { limit: 1 })).text)
    expect(unsorted).toMatchObject({ more: true, startCursor: null, endCursor: null })
    const forged = Buffer.from(JSON.stringify(['s', 'a', blog.bridges.id])).toString('base64url')
    expect((await ask('/post/reviewed', { after: forged })).text).toContain('needs a sort')
    const sorted = JSON.parse((await ask('/post/reviewed', { limit: 1, sort: ['title'] })).text)
    const [, ...values] = JSON.parse(Buffer.from(sorted.endCursor, 'base64url').toString())
    expect(values).toEqual(['On Bridges', blog.bridges.id])
  })
  it('its author sees it', async () => {
    expect((await ask('/post/list', { filter: { status: 'draft' } }, 'ada')).text).toContain(
      'Secret Plans',
    )
  })
  it.each([
    [{ filter: { reviewNote: { startsWith: 'r' } } }],
    [{ filter: { reviewer: { name: 'Ada' } } }],
    [{ filter: { author: { email: { contains: '@' } } } }],
    [{ filter: { noteLine: { contains: 'red' } } }],
    [{ sort: ['reviewNote'] }],
    [{ sort: ['author.email'] }],
    [{ sort: ['noteLine'] }],
    [{ load: ['reviewer'] }],
    [{ load: ['noteLine'] }],
    [{ load: ['author.email'] }],
    [{ select: ['reviewNote'] }],
  ])('a private field is unknown to a caller, whoever it is: %j', async (asked) => {
    for (const as of ['ada', 'bob', undefined]) {
      const { status, text } = await ask('/post/list', asked, as)
      expect(status).toBe(400)
      expect(text).toMatch(/no_such_field|no_such_input/)
      expect(text).not.toMatch(/redpencil|@private/)
    }
  })
  it('the same holds for tools', async () => {
    const bob = blog.app.session(blog.bob)
    await fc.assert(
      fc.asyncProperty(filter, async (where) => {
        const posts = await tool(Post.actions.list, {
          load: { author: { posts: true }, comments: { post: true } },
        }).execute({ filter: where }, bob)
        const comments = await tool(Comment.actions.list, { load: { post: true } }).execute(
          { filter: { post: where } },
          bob,
        )
        for (const { text } of [posts, comments])
          expect(text).not.toMatch(/Secret|redpencil|@private/)
      }),
      { numRuns },
    )
  })
  // The last one: it removes the draft.
  it('what a stranger is answered is the same whether the draft is there or not', async () => {
    const requests = [
      ...fc
        .sample(options, { numRuns: numRuns / 2, seed: 7 })
        .map((body) => ['/post/list', body] as const),
      ...fc.sample(filter, { numRuns: numRuns / 2, seed: 8 }).map(
        (posts) =>
          [
            '/user/list',
            {
              filter: { posts },
              load: ['postCount', 'posts'],
              sort: ['-postCount', 'name'],
              count: true,
            },
          ] as const,
      ),
    ]
    const answers = () =>
      Promise.all(
        requests.map(async ([path, body]) => {
          const init = {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: 'Bearer bob' },
            body: JSON.stringify(body),
          }
          return [
            path,
            body,
            await (await api.fetch(new Request(`http://localhost/api${path}`, init))).json(),
          ]
        }),
      )
    const before = await answers()
    const system = blog.app.system()
    for (const { id } of await system.query(Comment, {
      filter: ({ postId }) => eq(postId, blog.secret.id),
    }))
      await system.run(Comment.actions.remove, { id })
    await system.run(Post.actions.delete, { id: blog.secret.id })
    expect(await answers()).toEqual(before)
  })
})
