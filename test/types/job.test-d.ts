import { eq } from '../../src/expression/operators.ts'
import { job } from '../../src/job/job.ts'
import { jobs } from '../../src/job/jobs.ts'
import { Post } from './blog/post.ts'
import type { User } from './blog/user.ts'

export const publish = job(Post, {
  name: 'publish',
  where: ({ status }) => eq(status, 'draft'),
  load: { author: true, byline: true },
  run: async (post, { session, attempt, signal }) => {
    const title: string = post.title
    const author: User | null = post.author
    const byline: string = post.byline
    const aborted: boolean = signal.aborted
    return [
      title,
      author,
      byline,
      attempt + 1,
      aborted,
      await session.run(Post.actions.publish, { id: post.id }),
    ]
  },
})
export const background = jobs({ jobs: [publish] })
export const enqueue = (post: Post) => background.enqueue(publish, post)

// @ts-expect-error a user is no post
export const enqueueOther = (user: User) => background.enqueue(publish, user)
// @ts-expect-error no such field
job(Post, { name: 'a', where: ({ titel }) => eq(titel, 'x'), run: () => {} })
// @ts-expect-error a value of another type
job(Post, { name: 'a', where: ({ title }) => eq(title, 1), run: () => {} })
// @ts-expect-error what is not loaded is not on the record
job(Post, { name: 'a', where: ({ title }) => eq(title, 'x'), run: ({ author }) => author })
job(Post, {
  name: 'a',
  where: ({ title }) => eq(title, 'x'),
  // @ts-expect-error no such relationship
  load: { editor: true },
  run: () => {},
})
// @ts-expect-error a destroyed record has no work left
job(Post, { name: 'a', where: ({ title }) => eq(title, 'x'), on: ['destroy'], run: () => {} })
