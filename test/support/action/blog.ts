import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import type { DataLayer } from '../../../src/data-layer/data-layer.ts'
import { app } from '../../../src/app/open-app.ts'
import type { App, OpenOptions } from '../../../src/app/app.ts'
import { and, concat, eq, or } from '../../../src/expression/operators.ts'
import { count } from '../../../src/resource/aggregate.ts'
import { calculate } from '../../../src/resource/calculation.ts'
import { identity } from '../../../src/resource/indexes.ts'
import { belongsTo, hasMany } from '../../../src/resource/relationship.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'
import { action, create, destroy, get, read, update } from '../../../src/action/contract/action.ts'
import type { Session } from '../../../src/action/contract/session.ts'
import { type DataLayerName, emptyDataLayer } from '../data-layers.ts'

export const blog = app<{ actor: User }>()
const { policies } = blog
const now = () => new Date()

export class User extends Resource('User', {
  id: t.uuid().primaryKey(),
  name: t.string().public(),
  email: t.string().sensitive(),
  role: t.oneOf('admin', 'member').default('member').public(),
}) {
  static relationships = {
    posts: hasMany(() => Post, { public: true }),
    comments: hasMany(() => Comment),
  }
  static aggregates = {
    postCount: count(User, 'posts', { public: true }),
    commentCount: count(User, 'comments'),
  }
  static identities = { email: identity(User, ['email']) }
  static actions = {
    register: create(User, { accept: ['name', 'email', 'role'] }),
    sync: create(User, { accept: ['name', 'email', 'role'], upsert: { identity: 'email' } }),
    list: read(User),
  }
  static policies = policies(User, ({ id, actor }, policy) => [
    policy.always().authorizeIf(true),
    policy.update().authorizeIf(eq(id, actor.id)),
  ])
}

export class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  title: t.string({ maxLength: 80 }).public(),
  body: t.text().public().nullable(),
  tags: t.list(t.string()).default([]).public(),
  status: t.oneOf('draft', 'published').default('draft').public(),
  rating: t.integer().nullable().public(),
  secret: t.string().nullable(),
  authorId: t.uuid(),
  createdAt: t.datetime().default(now).readOnly(),
  updatedAt: t.datetime().default(now).updateDefault(now).readOnly(),
  embedding: t.vector(2).nullable(),
}) {
  static relationships = {
    author: belongsTo(() => User, { public: true }),
    comments: hasMany(() => Comment, { public: true, sort: ['body'] }),
  }
  static calculations = {
    byline: calculate(Post, t.string(), ({ title, author }) => concat(title, ' by ', author.name), {
      public: true,
    }),
  }
  static aggregates = { commentCount: count(Post, 'comments', { public: true }) }
  static actions = {
    list: read(Post),
    published: read(Post, {
      arguments: { name: t.string() },
      filter: ({ status, author }, { name }) => and(eq(status, 'published'), eq(author.name, name)),
    }),
    byTitle: get(Post, {
      arguments: { title: t.string() },
      filter: (post, { title }) => eq(post.title, title),
    }),
    write: create(Post, { accept: ['title', 'body', 'tags', 'rating', 'authorId', 'status'] }),
    edit: update(Post, { accept: ['title', 'body', 'rating', 'authorId'] }),
    publish: update(Post, {
      set: { status: 'published' },
      where: ({ status }) => eq(status, 'draft'),
    }),
    shoutTitle: update(Post, { set: ({ title }) => ({ title: concat(title, '!') }) }),
    delete: destroy(Post),
    shout: action(Post, {
      arguments: { word: t.string(), loud: t.boolean().default(true).readOnly() },
      returns: t.string(),
      run: ({ word, loud }) => (loud ? word.toUpperCase() : word),
    }),
  }
  static policies = policies(Post, ({ author, actor, status }, policy) => [
    policy.bypass.always().authorizeIf(eq(actor.role, 'admin')),
    policy.read().authorizeIf(or(eq(status, 'published'), eq(author.id, actor.id))),
    policy.write().authorizeIf(eq(author.id, actor.id)),
    policy.generic().authorizeIf(true),
  ])
}

export class Comment extends Resource('Comment', {
  id: t.uuid().primaryKey(),
  body: t.string().public(),
  hidden: t.boolean().default(false),
  postId: t.uuid(),
  userId: t.uuid().nullable(),
}) {
  static relationships = {
    post: belongsTo(() => Post, { public: true }),
    user: belongsTo(() => User),
  }
  static actions = {
    list: read(Comment),
    add: create(Comment, { accept: ['body', 'hidden', 'postId', 'userId'] }),
  }
  static policies = policies(Comment, ({ hidden, user, actor }, policy) => [
    policy.read().authorizeIf(eq(hidden, false)),
    policy.read().authorizeIf(true),
    policy.create().authorizeIf(eq(user.name, actor.name)),
  ])
}

export interface Blog {
  readonly app: App<User>
  readonly system: Session<User>
  readonly ada: Session<User>
  readonly bob: Session<User>
  readonly admin: Session<User>
  readonly anonymous: Session<User>
  readonly users: { readonly ada: User; readonly bob: User; readonly admin: User }
}

/** Two new authors and a new admin on an open blog. */
export const newcomers = async (opened: App<User>): Promise<Blog> => {
  const system = opened.system()
  const register = (name: string, role: 'admin' | 'member') =>
    system.run(User.actions.register, { name, email: `${randomUUID()}@example.org`, role })
  const users = {
    ada: await register('ada', 'member'),
    bob: await register('bob', 'member'),
    admin: await register('admin', 'admin'),
  }
  return {
    app: opened,
    system,
    users,
    ada: opened.session(users.ada),
    bob: opened.session(users.bob),
    admin: opened.session(users.admin),
    anonymous: opened.session(null),
  }
}

export const openBlog = async (
  dataLayer: DataLayer,
  { resources = [], ...options }: Partial<OpenOptions> = {},
): Promise<Blog> =>
  newcomers(
    await blog.open({ resources: [User, Post, Comment, ...resources], dataLayer, ...options }),
  )

/**
 * One blog for a suite; each call gives new people on it, so that tests do not see each other's
 * posts.
 */
export const useBlog = (
  layer: DataLayerName,
  options: Partial<OpenOptions> = {},
): (() => Promise<Blog>) => {
  let opened: Blog
  beforeAll(async () => {
    opened = await openBlog(await emptyDataLayer(layer), options)
  })
  afterAll(() => opened.app.close())
  return () => newcomers(opened.app)
}
