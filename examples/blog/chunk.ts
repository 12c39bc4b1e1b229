import { belongsTo, create, destroy, eq, or, read, Resource, t } from 'ashlar'
import { nearest } from 'ashlar/vector'
import { policies } from './app.ts'
import { Post } from './post.ts'

/**
 * A passage of a post, small enough to be found by what it says. An actor who may read the post may
 * read it.
 */
export class Chunk extends Resource('Chunk', {
  id: t.uuid().primaryKey(),
  position: t.integer({ min: 0 }).public(),
  content: t.text().public(),
  embedding: t.vector(384),
  postId: t.uuid().public(),
}) {
  static relationships = { post: belongsTo(() => Post, { public: true }) }
  static actions = {
    search: read(Chunk, {
      arguments: {
        question: t.string({ minLength: 1 }).describe('what to look for, in plain words'),
      },
      prepare: [nearest('embedding', 'question', { within: 0.85 })],
      limit: 8,
      description:
        'Search posts: the passages nearest in meaning to a question, of posts that the caller may read.',
    }),
    write: create(Chunk, { accept: ['position', 'content', 'embedding', 'postId'], public: false }),
    remove: destroy(Chunk, { public: false }),
  }
  static policies = policies(Chunk, ({ post, actor }, policy) => [
    policy.read().authorizeIf(or(eq(post.status, 'published'), eq(post.authorId, actor.id))),
  ])
}
