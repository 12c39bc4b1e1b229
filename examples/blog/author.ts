import { count, create, eq, get, hasMany, identity, read, Resource, t } from 'ashlar'
import { policies } from './app.ts'
import { Post } from './post.ts'

/** Who writes posts, and who acts in the application. */
export class Author extends Resource('Author', {
  id: t.uuid().primaryKey(),
  name: t.string({ minLength: 1, maxLength: 200 }).public(),
}) {
  static relationships = { posts: hasMany(() => Post, { public: true }) }
  static aggregates = { postCount: count(Author, 'posts', { public: true }) }
  static identities = { name: identity(Author, ['name']) }
  static actions = {
    list: read(Author, { description: 'All authors.', sort: ['name'] }),
    byName: get(Author, {
      arguments: { name: t.string() },
      filter: (author, { name }) => eq(author.name, name),
      description: 'The author of this name.',
    }),
    register: create(Author, {
      accept: ['name'],
      upsert: { identity: 'name' },
      description: 'Makes an author, or finds the one of this name.',
    }),
  }
  static policies = policies(Author, (_, policy) => [
    policy.read().authorizeIf(true),
    policy.write().authorizeIf(true),
  ])
}
