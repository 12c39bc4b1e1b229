import { Context } from '../../../src/context/context.ts'
import type { DataLayer } from '../../../src/data-layer/data-layer.ts'
import { memory } from '../../../src/data-layer/memory/memory.ts'
import { type LanguageModel, lmKey } from '../../../src/lm/language-model.ts'
import { blog } from './app.ts'
import { Comment } from './comment.ts'
import { Post } from './post.ts'
import { User } from './user.ts'

export interface BlogOptions {
  readonly dataLayer?: DataLayer
  readonly lm?: LanguageModel
}

/**
 * The blog with two authors, each with a published post and a draft, and a comment on every post.
 * `reported` is what its `onError` was told.
 */
export const openBlog = async ({ dataLayer = memory(), lm }: BlogOptions = {}) => {
  const reported: { readonly error: unknown; readonly where: string }[] = []
  const app = await blog.open({
    resources: [User, Post, Comment],
    dataLayer,
    context: lm ? Context.empty.with(lmKey, lm) : Context.empty,
    onError: (error, where) => void reported.push({ error, where }),
  })
  const system = app.system()
  const ada = await system.run(User.actions.register, { name: 'Ada', email: 'ada@private.example' })
  const bob = await system.run(User.actions.register, { name: 'Bob', email: 'bob@private.example' })
  const write = async (author: User, title: string, published: boolean) => {
    const { id } = await system.run(Post.actions.write, {
      title,
      body: `${title}, at length.`,
      authorId: author.id,
      reviewNote: 'redpencil',
    })
    await system.run(Comment.actions.write, { text: 'So it is.', postId: id })
    return published ? system.run(Post.actions.publish, { id }) : system.get(Post, id)
  }
  const bridges = await write(ada, 'On Bridges', true)
  const secret = await write(ada, 'Secret Plans', false)
  const cranes = await write(bob, 'On Cranes', true)
  const sketch = await write(bob, 'Sketchbook', false)
  const actors: Readonly<Record<string, User>> = { ada, bob }
  /** `authorization: Bearer ada`; nobody without the header. */
  const actorOf = (request: Request): User | null =>
    actors[request.headers.get('authorization')?.replace('Bearer ', '') ?? ''] ?? null
  return { app, reported, actorOf, ada, bob, bridges, secret, cranes, sketch }
}
