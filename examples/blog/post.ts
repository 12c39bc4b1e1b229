import {
  action,
  belongsTo,
  calculate,
  concat,
  create,
  destroy,
  eq,
  hasMany,
  identity,
  isDistinctFrom,
  md5,
  or,
  prompt,
  read,
  relateActor,
  Resource,
  t,
  update,
} from 'ashlar'
import { policies } from './app.ts'
import { Author } from './author.ts'
import { ask } from './answer.ts'
import { Chunk } from './chunk.ts'
import { summarizer } from './summarize.ts'

/**
 * One post. Its summary and embedding are computed in the background, each stamped with what it was
 * computed from.
 */
export class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  /** The file it came from, if from one; importing the same file again updates the post. */
  path: t.string({ maxLength: 4000 }).nullable(),
  title: t.string({ minLength: 1, maxLength: 500 }).public(),
  content: t.text({ minLength: 1 }).public(),
  status: t.oneOf('draft', 'published').default('draft').public(),
  summary: t.text().nullable().public(),
  keywords: t.list(t.string()).default([]).public(),
  /** The digest of the content that the summary was made from. */
  summarized: t.string().nullable(),
  embedding: t.vector(384).nullable(),
  /** The embedder and the digest of the text that the embedding and the chunks were made from. */
  embedded: t.string().nullable(),
  authorId: t.uuid().public(),
}) {
  static relationships = {
    author: belongsTo(() => Author, { public: true }),
    chunks: hasMany(() => Chunk),
  }
  static calculations = {
    searchText: calculate(Post, t.text(), ({ title, content }) => concat(title, '\n\n', content)),
  }
  static identities = { path: identity(Post, ['path']) }
  static actions = {
    list: read(Post, { description: 'Posts that the caller may read.', sort: ['title'] }),
    write: create(Post, {
      accept: ['path', 'title', 'content', 'status'],
      changes: [relateActor(Post, 'author')],
      description: 'Writes a post as the calling author.',
    }),
    revise: update(Post, {
      accept: ['title', 'content', 'status'],
      description: 'Changes a post of the calling author.',
    }),
    publish: update(Post, {
      set: { status: 'published' },
      where: ({ status }) => eq(status, 'draft'),
      description: 'Publishes a draft of the calling author.',
    }),
    saveSummary: update(Post, {
      accept: ['summary', 'keywords', 'summarized'],
      where: ({ summarized, content }) => isDistinctFrom(summarized, md5(content)),
      public: false,
    }),
    saveEmbedding: update(Post, { accept: ['embedding', 'embedded'], public: false }),
    summarize: action(Post, {
      arguments: { id: t.uuid().describe('the post') },
      returns: t.map({ fields: { summary: t.text(), keywords: t.list(t.string()) } }),
      run: async ({ id }, { session, context }) => {
        const { title, content } = await session.get(Post, { id })
        return summarizer({ title, content }, { context })
      },
      description: 'Summarize a post that the caller may read.',
    }),
    ask: prompt(Post, () => ask, {
      description: 'Answer a question from the posts that the caller may read, with sources.',
    }),
    delete: destroy(Post, { description: 'Removes a post of the calling author.' }),
  }
  static policies = policies(Post, ({ status, authorId, actor }, policy) => [
    policy.read().authorizeIf(or(eq(status, 'published'), eq(authorId, actor.id))),
    policy.write().authorizeIf(eq(authorId, actor.id)),
    policy.generic().authorizeIf(true),
  ])
}
