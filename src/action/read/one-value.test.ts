import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { concat, eq, gt, gte, isNull, lt, not, or } from '../../expression/operators.ts'
import { count, exists, list, sum } from '../../resource/aggregate.ts'
import { calculate } from '../../resource/calculation.ts'
import { related } from '../../resource/load.ts'
import { belongsTo, hasMany, hasOne } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, read } from '../contract/action.ts'

type Reader = { readonly name: string }
const site = app<{ actor: Reader }>()
const { policies } = site

class Author extends Resource('Author', {
  id: t.uuid().primaryKey(),
  name: t.string().public(),
  active: t.boolean().default(true),
}) {
  static relationships = { posts: hasMany(() => Post, { public: true }) }
  static aggregates = {
    postCount: count(Author, 'posts', { public: true }),
    published: exists(Author, 'posts', { public: true }),
  }
  static calculations = {
    greeting: calculate(Author, t.string(), ({ active }) => concat('Dear ', active as never), {
      public: true,
    }),
  }
  static actions = {
    list: read(Author, { primary: true, filter: ({ active }) => eq(active, true) }),
    add: create(Author, { accept: ['name', 'active'] }),
  }
  static policies = policies(Author, ({ name, actor }, policy) => [
    policy.bypass.always().authorizeIf(eq(actor.name, 'editor')),
    policy.read().authorizeIf(not(eq(name, 'hidden'))),
  ])
}
class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  title: t.string().public(),
  authorId: t.uuid().nullable(),
}) {
  static relationships = {
    author: belongsTo(() => Author, { public: true }),
    comments: hasMany(() => Comment, { public: true }),
  }
  static aggregates = {
    commentCount: count(Post, 'comments', { public: true }),
    likes: sum(Post, 'comments', 'likes', { public: true }),
    words: list(Post, 'comments', 'text', { public: true, sort: ['text'] }),
  }
  static calculations = {
    discussed: calculate(Post, t.boolean(), ({ comments }) => comments.exists(), { public: true }),
    busy: calculate(Post, t.boolean(), ({ comments }) => gt(comments.count(), 1), { public: true }),
  }
  static actions = {
    list: read(Post),
    add: create(Post, { accept: ['title', 'authorId'] }),
    busiest: read(Post, { sort: ['-commentCount', 'title'] }),
    many: read(Post, { filter: ({ commentCount }) => gt(commentCount, 1) }),
    busyOnes: read(Post, {
      prepare: [(query) => query.filter(({ busy }) => eq(busy, true)).sort('-likes')],
    }),
  }
}
class Comment extends Resource('Comment', {
  id: t.uuid().primaryKey(),
  text: t.string().public(),
  likes: t.integer().default(1),
  postId: t.uuid(),
  hidden: t.boolean(),
  gone: t.boolean().default(false),
  spam: t.boolean().default(false),
}) {
  static relationships = { post: belongsTo(() => Post, { public: true }) }
  static actions = {
    list: read(Comment, {
      primary: true,
      filter: ({ gone }) => eq(gone, false),
      prepare: [async (query) => query.filter(({ spam }) => eq(spam, false))],
    }),
    add: create(Comment, { accept: ['text', 'likes', 'postId', 'hidden', 'gone', 'spam'] }),
  }
  static policies = policies(Comment, ({ hidden, actor }, policy) => [
    policy.bypass.always().authorizeIf(eq(actor.name, 'editor')),
    policy.read().authorizeIf(eq(hidden, false)),
  ])
}
class Shop extends Resource('Shop', { id: t.uuid().primaryKey(), name: t.string().public() }) {
  static relationships = {
    latest: hasOne(() => Review, {
      public: true,
      sort: ['-year'],
      filter: ({ draft }) => eq(draft, false),
    }),
  }
  static calculations = {
    grade: calculate(Shop, t.integer().nullable(), ({ latest }) => latest.grade, { public: true }),
    good: calculate(Shop, t.boolean().nullable(), ({ latest }) => gte(latest.grade, 3), {
      public: true,
    }),
  }
  static aggregates = {
    years: list(Shop, 'latest', 'year', { public: true }),
    rated: count(Shop, 'latest', { public: true }),
  }
  static actions = { list: read(Shop, { sort: ['name'] }), add: create(Shop, { accept: ['name'] }) }
}
class Review extends Resource('Review', {
  id: t.uuid().primaryKey(),
  year: t.integer().public(),
  grade: t.integer().nullable().public(),
  shopId: t.uuid(),
  draft: t.boolean().default(false),
  hidden: t.boolean().default(false),
}) {
  static relationships = { shop: belongsTo(() => Shop, { public: true }) }
  static actions = {
    add: create(Review, { accept: ['year', 'grade', 'shopId', 'draft', 'hidden'] }),
  }
  static policies = policies(Review, ({ hidden, actor }, policy) => [
    policy.bypass.always().authorizeIf(eq(actor.name, 'editor')),
    policy.read().authorizeIf(eq(hidden, false)),
  ])
}
class Note extends Resource('Note', {
  id: t.uuid().primaryKey(),
  text: t.string(),
  authorId: t.uuid().nullable(),
}) {
  static relationships = { author: belongsTo(() => Author) }
  static actions = { add: create(Note, { accept: ['text', 'authorId'] }) }
  static policies = policies(Note, ({ author }, policy) => [
    policy.read().authorizeIf(eq(author.postCount, 0)),
    policy.create().authorizeIf(true),
  ])
}

eachDataLayer('one name, one value', (_, name) => {
  let opened: App<Reader>
  beforeAll(async () => {
    opened = await site.open({
      resources: [Author, Post, Comment, Shop, Review, Note],
      dataLayer: await emptyDataLayer(name),
    })
    const system = opened.system()
    const add = async (author: object) => (await system.run(Author.actions.add, author as never)).id
    const [ann, hidden, gone] = [
      await add({ name: 'Ann' }),
      await add({ name: 'hidden' }),
      await add({ name: 'Gone', active: false }),
    ]
    const post = async (title: string, authorId: string | null) =>
      (await system.run(Post.actions.add, { title, authorId })).id
    const [a, b] = [await post('a', ann), await post('b', hidden)]
    await post('c', gone)
    await post('d', null)
    const comment = (text: string, postId: string, rest: object) =>
      system.run(Comment.actions.add, { text, postId, hidden: false, ...rest })
    for (const text of ['x', 'y', 'z']) await comment(text, a, { hidden: true, likes: 100 })
    await comment('open', b, {})
    await comment('gone', b, { gone: true })
    await comment('spam', b, { spam: true })
    for (const [text, author] of [
      ['of nobody', null],
      ['of one who writes', ann],
      ['of a new one', await add({ name: 'New' })],
    ] as const)
      await system.run(Note.actions.add, { text, authorId: author })
    const shop = async (shopName: string) =>
      (await system.run(Shop.actions.add, { name: shopName })).id
    const review = (shopId: string, year: number, grade: number | null, rest = {}) =>
      system.run(Review.actions.add, { shopId, year, grade, ...rest })
    const [one, two] = [await shop('one'), await shop('two')]
    await shop('three')
    await review(one, 2025, null)
    await review(one, 2020, 5)
    await review(one, 2026, 1, { draft: true })
    await review(two, 2025, 1, { hidden: true })
    await review(two, 2024, 4)
  })
  afterAll(() => opened.close())
  const sessions = () => ({
    reader: opened.session({ name: 'reader' }),
    editor: opened.session({ name: 'editor' }),
    system: opened.system(),
    nobody: opened.session(null),
  })

  test('an aggregate and a calculation count in filters, sorts and preparations what they count when loaded', async () => {
    const load = {
      commentCount: true,
      likes: true,
      busy: true,
      discussed: true,
      words: true,
    } as const
    for (const [who, session] of Object.entries(sessions())) {
      const all = await session.query(Post, { load, sort: ['title'] })
      const full = who === 'editor' || who === 'system'
      expect(all.map(({ commentCount }) => commentCount)).toEqual([full ? 3 : 0, 1, 0, 0])
      expect(all.map(({ words }) => words.length)).toEqual([full ? 3 : 0, 1, 0, 0])
      for (const bound of [0, 1, 2]) {
        const wanted = all
          .filter(({ commentCount }) => commentCount > bound)
          .map(({ title }) => title)
        const filter = ({ commentCount }: { commentCount: never }) =>
          gt(commentCount, bound as never)
        expect(
          (await session.query(Post, { filter: filter as never, sort: ['title'] })).map(
            ({ title }) => title,
          ),
        ).toEqual(wanted)
        expect(await session.count(Post, { filter: filter as never })).toBe(wanted.length)
        expect(await session.exists(Post, { filter: filter as never })).toBe(wanted.length > 0)
        expect(await session.count(Post, { filterInput: { commentCount: { gt: bound } } })).toBe(
          wanted.length,
        )
        expect(
          await session.count(Post, { filter: ({ comments }) => gt(comments.count(), bound) }),
        ).toBe(wanted.length)
      }
      expect((await session.run(Post.actions.many, {})).map(({ title }) => title)).toEqual(
        full ? ['a'] : [],
      )
      expect((await session.run(Post.actions.busyOnes, {})).map(({ title }) => title)).toEqual(
        full ? ['a'] : [],
      )
      const byCount = full ? ['a', 'b', 'c', 'd'] : ['b', 'a', 'c', 'd']
      expect((await session.run(Post.actions.busiest, {})).map(({ title }) => title)).toEqual(
        byCount,
      )
      expect(
        (await session.query(Post, { sort: ['-commentCount', 'title'] })).map(({ title }) => title),
      ).toEqual(byCount)
      const page = await session.page(Post.actions.busiest, {}, { limit: 1 })
      const next = await session.page(
        Post.actions.busiest,
        {},
        { limit: 3, after: page.endCursor! },
      )
      expect([...page.results, ...next.results].map(({ title }) => title)).toEqual(byCount)
      expect(await session.count(Post, { filter: ({ author }) => gt(author.postCount, 0) })).toBe(
        full ? 2 : 1,
      )
    }
  })
  test('what a primary read leaves out, by its filter or a preparation, is left out everywhere and for everybody', async () => {
    for (const session of Object.values(sessions())) {
      const [b] = await session.query(Post, {
        filter: ({ title }) => eq(title, 'b'),
        load: { comments: true, commentCount: true, discussed: true, words: true },
      })
      expect([b?.comments.length, b?.commentCount, b?.discussed, b?.words]).toEqual([
        1,
        1,
        true,
        ['open'],
      ])
      expect(await session.count(Comment, { filter: ({ post }) => eq(post.title, 'b') })).toBe(1)
      for (const text of ['gone', 'spam']) {
        expect(
          await session.count(Post, {
            filter: ({ comments }) => comments.exists((comment) => eq(comment.text, text)),
          }),
        ).toBe(0)
        expect(await session.count(Post, { filterInput: { comments: { text } } })).toBe(0)
      }
      expect(await session.count(Post, { filter: ({ author }) => eq(author.name, 'Gone') })).toBe(0)
      const [c] = await session.query(Post, {
        filter: ({ title }) => eq(title, 'c'),
        load: { author: true },
      })
      expect(c?.author).toBe(null)
    }
  })
  test('paths and exists that the developer writes are trusted with what the actor may not see', async () => {
    const { reader } = sessions()
    expect(
      (await reader.query(Post, { filter: ({ author }) => eq(author.name, 'hidden') })).map(
        ({ title }) => title,
      ),
    ).toEqual(['b'])
    expect(
      (
        await reader.query(Post, {
          filter: ({ comments }) => comments.exists(({ likes }) => gt(likes, 50)),
        })
      ).map(({ title }) => title),
    ).toEqual(['a'])
    expect(await reader.count(Post, { filterInput: { author: { name: 'hidden' } } })).toBe(0)
  })
  test('what is computed behind a to-one relationship that leads nowhere is null, in filters, sorts and policies', async () => {
    const { system, reader } = sessions()
    const titles = async (filter: never) =>
      (await system.query(Post, { filter, sort: ['title'] })).map(({ title }) => title)
    expect(
      await titles((({ author }: never) =>
        isNull((author as { postCount: never }).postCount)) as never),
    ).toEqual(['c', 'd'])
    expect(
      await titles((({ author }: never) =>
        eq((author as { published: never }).published, false as never)) as never),
    ).toEqual([])
    expect(await system.count(Post, { filter: ({ author }) => not(eq(author.postCount, 1)) })).toBe(
      0,
    )
    const last = await system.query(Post, {
      sort: [{ by: ({ author }) => author.postCount }, 'title'],
    })
    expect(last.map(({ title }) => title)).toEqual(['a', 'b', 'c', 'd'])
    expect((await reader.query(Note)).map(({ text }) => text)).toEqual(['of a new one'])
  })
  test('a to-one relationship with several candidates means one record everywhere, null values included', async () => {
    for (const [who, session] of Object.entries(sessions())) {
      const full = who === 'editor' || who === 'system'
      const shops = await session.query(Shop, {
        load: { latest: true, grade: true, good: true, years: true, rated: true },
        sort: ['name'],
      })
      expect(shops.map(({ latest }) => latest?.year)).toEqual([2025, undefined, full ? 2025 : 2024])
      expect(shops.map(({ grade }) => grade)).toEqual([null, null, full ? 1 : 4])
      expect(shops.map(({ good }) => good)).toEqual([null, null, !full])
      expect(shops.map(({ years, rated }) => [years, rated])).toEqual([
        [[2025], 1],
        [[], 0],
        [[full ? 2025 : 2024], 1],
      ])
      const found = async (year: number) =>
        (await session.query(Shop, { filterInput: { latest: { year } }, sort: ['name'] })).map(
          (shop) => shop.name,
        )
      expect([await found(2020), await found(2025), await found(2024), await found(2026)]).toEqual([
        [],
        full ? ['one', 'two'] : ['one'],
        full ? [] : ['two'],
        [],
      ])
      expect(await session.count(Shop, { filter: ({ latest }) => lt(latest.year, 2024) })).toBe(0)
      expect(await session.count(Shop, { filter: ({ grade }) => gt(grade, 0) })).toBe(1)
      const asked = await session.query(Shop, {
        load: { latest: related(Review, { filter: ({ year }) => eq(year, 2020) }) },
      })
      expect(asked.map(({ latest }) => latest)).toEqual([null, null, null])
      expect(
        await session.count(Review, {
          filter: ({ shop }) => or(eq(shop.latest.grade, 5), eq(shop.latest.year, 2020)),
        }),
      ).toBe(0)
    }
  })
})
