import { and, type App, eq, gt } from 'ashlar'
import type { Refs } from '../../src/resource/refs.ts'
import { Post } from './blog.ts'
import { draft, type Input, type Operations } from './operation.ts'

const newest = { sort: ['-createdAt'], limit: 50 } as const
const chosen = (minScore: number) => ({
  ...newest,
  filter: ({ status, score }: Refs<typeof Post>) =>
    and(eq(status, 'published'), gt(score, minScore)),
})

/** Through actions, in a session that is made for each call as a request would make it. */
export const ashlarOperations = (blog: App<{ readonly id: string }>): Operations => {
  const session = ({ actor }: Input) => blog.session({ id: actor })
  return {
    create: (input) => session(input).run(Post.actions.write, { ...draft, authorId: input.actor }),
    readByKey: (input) => session(input).get(Post, input.key),
    list: (input) => session(input).run(Post.actions.list, {}, chosen(input.minScore)),
    listWithAuthor: (input) =>
      session(input).run(
        Post.actions.list,
        {},
        { ...chosen(input.minScore), load: { author: true } },
      ),
    listWithComments: (input) =>
      session(input).run(
        Post.actions.list,
        {},
        { ...chosen(input.minScore), load: { comments: true } },
      ),
    listVisible: (input) => session(input).run(Post.actions.list, {}, newest),
  }
}
