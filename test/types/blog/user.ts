import { create, read } from '../../../src/action/contract/action.ts'
import { eq, gt } from '../../../src/expression/operators.ts'
import { count, first } from '../../../src/resource/aggregate.ts'
import { hasMany } from '../../../src/resource/relationship.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'
import { policies } from './app.ts'
import { Post } from './post.ts'

export class User extends Resource('User', {
  id: t.uuid().primaryKey(),
  email: t.string(),
  name: t.string(),
  role: t.oneOf('admin', 'member').default('member'),
}) {
  static relationships = { posts: hasMany(() => Post) }
  static aggregates = {
    postCount: count(User, 'posts'),
    latestTitle: first(User, 'posts', 'title'),
  }
  static actions = {
    prolific: read(User, { filter: ({ postCount }) => gt(postCount, 10) }),
    list: read(User),
    register: create(User, { accept: ['email', 'name'] }),
  }
  static policies = policies(User, ({ id, actor, posts }, policy) => [
    policy.read().authorizeIf(true),
    policy.write().authorizeIf(eq(id, actor.id)),
    policy.action('register').forbidIf(posts.exists(({ author }) => eq(author.role, 'admin'))),
  ])
}
