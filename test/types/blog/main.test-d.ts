import { action, update } from '../../../src/action/contract/action.ts'
import type { Session } from '../../../src/action/contract/session.ts'
import { eq } from '../../../src/expression/operators.ts'
import { count } from '../../../src/resource/aggregate.ts'
import { t } from '../../../src/type/t.ts'
import { blog } from './app.ts'
import { Post } from './post.ts'
import { User } from './user.ts'

declare const session: Session<User>

export const main = async () => {
  const post = await session.run(Post.actions.write, { title: 'a', body: 'b', authorId: '1' })
  const same: Post = post
  const published: Post = await session.run(Post.actions.publish, { id: post.id })
  const loud: string = await session.run(Post.actions.shout, { word: 'x' })
  const one: Post | null = await session.run(Post.actions.byTitle, { title: 'x' })
  const user: User = await session.run(User.actions.register, { email: 'a', name: 'b' })
  const rows = await session.query(Post, {
    filter: ({ author, byline }) => eq(byline, author.name),
    load: { author: { posts: true }, byline: true },
    sort: ['-title'],
  })
  const nested: string | undefined = rows[0]?.author?.posts[0]?.title
  const byline: string | undefined = rows[0]?.byline
  const users = await session.run(
    User.actions.list,
    {},
    { load: { postCount: true, latestTitle: true } },
  )
  const n: number | undefined = users[0]?.postCount
  const latest: string | null | undefined = users[0]?.latestTitle
  const page = await session.page(
    User.actions.list,
    {},
    { limit: 5 },
    { load: { postCount: true } },
  )
  const m: number | undefined = page.results[0]?.postCount
  return { same, published, loud, one, user, nested, byline, n, latest, m }
}

// @ts-expect-error misspelt
await session.query(Post, { filter: ({ autor }) => eq(autor.id, 'x') })
// @ts-expect-error not in the accept list
await session.run(Post.actions.write, { title: 'a', body: 'b', authorId: '1', status: 'draft' })
// @ts-expect-error a required attribute is missing
await session.run(Post.actions.write, { title: 'a', body: 'b' })
// @ts-expect-error no such relationship
count(User, 'post')
// @ts-expect-error a value of another type
await session.query(Post, { filter: ({ title }) => eq(title, 1) })
// @ts-expect-error no such status
update(Post, { set: { status: 'gone' } })
// @ts-expect-error not an attribute
update(Post, { accept: ['nothing'] })
// @ts-expect-error the declared return type
action(Post, { returns: t.string(), run: () => 1 })
// @ts-expect-error unloaded relationships are not on the record
;(await session.query(Post))[0]?.author
// @ts-expect-error no such action
blog.policies(Post, (_, policy) => [policy.action('burn').authorizeIf(true)])
// @ts-expect-error the actor has no such field
blog.policies(Post, ({ actor }, policy) => [policy.always().authorizeIf(eq(actor.rank, 'x'))])
