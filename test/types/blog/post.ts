import { action, create, destroy, get, read, update } from '../../../src/action/contract/action.ts'
import { and, concat, eq, or } from '../../../src/expression/operators.ts'
import { calculate } from '../../../src/resource/calculation.ts'
import { belongsTo } from '../../../src/resource/relationship.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'
import { policies } from './app.ts'
import { User } from './user.ts'

export class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  /** Headline shown in lists. */
  title: t.string().public().describe('a headline of at most 12 words'),
  body: t.text().public(),
  tags: t.list(t.string()).default([]),
  status: t.oneOf('draft', 'published').default('draft'),
  authorId: t.uuid(),
}) {
  static relationships = { author: belongsTo(() => User) }
  static calculations = {
    byline: calculate(Post, t.string(), ({ title, author }) => concat(title, ' by ', author.name)),
  }
  static actions = {
    published: read(Post, {
      arguments: { name: t.string() },
      filter: ({ status, author, byline }, { name }) =>
        and(eq(status, 'published'), eq(author.name, name), eq(byline, 'x')),
    }),
    byTitle: get(Post, {
      arguments: { title: t.string() },
      filter: (post, { title }) => eq(post.title, title),
    }),
    write: create(Post, { accept: ['title', 'body', 'tags', 'authorId'] }),
    publish: update(Post, {
      set: { status: 'published' },
      where: ({ status }) => eq(status, 'draft'),
    }),
    retitle: update(Post, {
      accept: ['title'],
      set: ({ title }) => ({ title: concat(title, '!') }),
    }),
    delete: destroy(Post),
    shout: action(Post, {
      arguments: { word: t.string() },
      returns: t.string(),
      run: ({ word }) => word.toUpperCase(),
    }),
  }
  static policies = policies(Post, ({ author, actor, status }, policy) => [
    policy.bypass.always().authorizeIf(eq(actor.role, 'admin')),
    policy.read().authorizeIf(or(eq(status, 'published'), eq(author.id, actor.id))),
    policy.action('publish', 'delete').authorizeIf(eq(author.id, actor.id)),
  ])
}
