import { app, belongsTo, create, eq, hasMany, or, Resource, read, t } from 'ashlar'

const blog = app<{ actor: { readonly id: string } }>()

export class Author extends Resource('Author', {
  id: t.uuid().primaryKey(),
  name: t.string().public(),
}) {
  static actions = { list: read(Author) }
  static policies = blog.policies(Author, (_, policy) => [policy.read().authorizeIf(true)])
}

export class Comment extends Resource('Comment', {
  id: t.uuid().primaryKey(),
  body: t.text().public(),
  postId: t.uuid(),
}) {
  static relationships = { post: belongsTo(() => Post) }
  static actions = { list: read(Comment) }
  static policies = blog.policies(Comment, (_, policy) => [policy.read().authorizeIf(true)])
}

/**
 * What every contender keeps: anybody reads what is published, authors read and write what is
 * theirs.
 */
export class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  title: t.string().public(),
  body: t.text().public(),
  status: t.oneOf('draft', 'published').public(),
  score: t.integer().public(),
  authorId: t.uuid().public(),
  createdAt: t
    .datetime()
    .default(() => new Date())
    .public(),
}) {
  static relationships = {
    author: belongsTo(() => Author, { public: true }),
    comments: hasMany(() => Comment, { public: true }),
  }
  static actions = {
    list: read(Post),
    write: create(Post, { accept: ['title', 'body', 'status', 'score', 'authorId'] }),
  }
  static policies = blog.policies(Post, ({ status, authorId, actor }, policy) => [
    policy.read().authorizeIf(or(eq(status, 'published'), eq(authorId, actor.id))),
    policy.write().authorizeIf(eq(authorId, actor.id)),
  ])
}

export const openBlog = (dataLayer: Parameters<typeof blog.open>[0]['dataLayer']) =>
  blog.open({ resources: [Author, Post, Comment], dataLayer })
