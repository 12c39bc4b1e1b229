import { create, destroy, get, read, update } from '../../../src/action/contract/action.ts'
import { concat, contains, eq, or } from '../../../src/expression/operators.ts'
import { prompt } from '../../../src/learning/prompt.ts'
import { count } from '../../../src/resource/aggregate.ts'
import { calculate } from '../../../src/resource/calculation.ts'
import { identity } from '../../../src/resource/indexes.ts'
import { belongsTo, hasMany } from '../../../src/resource/relationship.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'
import { policies } from './app.ts'
import { Comment } from './comment.ts'
import { titler } from './titler.ts'
import { User } from './user.ts'

/**
 * A blog small enough to see through: drafts are their author's alone, `reviewNote` never leaves.
 */
export class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  title: t.string({ maxLength: 80 }).public().describe('a headline'),
  body: t.text().public(),
  tags: t.list(t.string()).default([]).public(),
  status: t.oneOf('draft', 'published').default('draft').public(),
  reviewNote: t.string().nullable(),
  publishedAt: t.datetime().nullable().public(),
  authorId: t.uuid().public(),
}) {
  static relationships = {
    author: belongsTo(() => User, { public: true }),
    comments: hasMany(() => Comment, { public: true, destination: 'postId' }),
    reviewer: belongsTo(() => User, { source: 'authorId' }),
  }
  static calculations = {
    byline: calculate(Post, t.string(), ({ title, author }) => concat(title, ' by ', author.name), {
      public: true,
    }),
    noteLine: calculate(Post, t.string().nullable(), ({ title, reviewNote }) =>
      concat(title, ': ', reviewNote),
    ),
  }
  static aggregates = { commentCount: count(Post, 'comments', { public: true }) }
  static identities = { title: identity(Post, ['title']) }
  static actions = {
    list: read(Post),
    search: read(Post, {
      arguments: { text: t.string() },
      filter: ({ title, body }, { text }) => or(contains(title, text), contains(body, text)),
      pagination: { defaultLimit: 2, maxPageSize: 3 },
    }),
    latest: read(Post, { pagination: false, sort: ['title'] }),
    byTitle: get(Post, {
      arguments: { title: t.string() },
      filter: (post, { title }) => eq(post.title, title),
    }),
    write: create(Post, {
      accept: ['title', 'body', 'tags', 'publishedAt', 'authorId', 'reviewNote'],
      arguments: { fromDesk: t.string().nullable().readOnly() },
    }),
    retitle: update(Post, { accept: ['title'] }),
    publish: update(Post, {
      set: { status: 'published' },
      where: ({ status }) => eq(status, 'draft'),
    }),
    delete: destroy(Post),
    firstTwo: read(Post, { limit: 2, sort: ['title'] }),
    reviewed: read(Post, { sort: ['-reviewNote', 'title'] }),
    audit: read(Post, { public: false }),
    suggestTitle: prompt(Post, () => titler),
  }
  static policies = policies(Post, ({ author, authorId, actor, status }, policy) => [
    policy.read().authorizeIf(or(eq(status, 'published'), eq(author.id, actor.id))),
    policy.create().authorizeIf(eq(authorId, actor.id)),
    policy.update().authorizeIf(eq(author.id, actor.id)),
    policy.destroy().authorizeIf(false),
    policy.generic().authorizeIf(true),
  ])
}
