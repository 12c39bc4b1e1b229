import { expect, test } from 'vitest'
import { eq } from '../expression/operators.ts'
import { policyRefs } from '../policy/resource-policies.ts'
import { t } from '../type/t.ts'
import { count, exists, first } from './aggregate.ts'
import { calculate } from './calculation.ts'
import { identity } from './indexes.ts'
import { makeRefs } from './make-refs.ts'
import { belongsTo, hasMany, manyToMany } from './relationship.ts'
import { resourceInfo } from './resource-info.ts'
import { Resource } from './resource.ts'

class Author extends Resource('Author', {
  id: t.uuid().primaryKey(),
  fullName: t.string().public(),
  email: t.string().sensitive(),
}) {
  static relationships = {
    posts: hasMany(() => BlogPost),
    edited: hasMany(() => BlogPost, { destination: 'editorId', sort: ['-title'] }),
  }
  static aggregates = {
    postCount: count(Author, 'posts'),
    hasEdited: exists(Author, 'edited'),
    latest: first(Author, 'posts', 'title', {
      sort: ['-title'],
      filter: ({ title }) => eq(title, 'x'),
    }),
  }
  static identities = { email: identity(Author, ['email']) }
}
class BlogPost extends Resource('BlogPost', {
  id: t.uuid().primaryKey(),
  title: t.string().source('headline'),
  authorId: t.uuid(),
  editorId: t.uuid().nullable(),
}) {
  static relationships = {
    author: belongsTo(() => Author),
    editor: belongsTo(() => Author),
    categories: manyToMany(() => Category, { through: () => Filing }),
  }
  static calculations = {
    same: calculate(BlogPost, t.boolean(), ({ title, author }) => eq(title, author.fullName)),
  }
}
class Category extends Resource('Category', { id: t.uuid().primaryKey(), name: t.string() }) {}
class Filing extends Resource(
  'Filing',
  { id: t.uuid().primaryKey(), postId: t.uuid(), categoryId: t.uuid() },
  { table: 'filed' },
) {
  static relationships = { post: belongsTo(() => BlogPost), category: belongsTo(() => Category) }
}

test('a table is the name in snake_case, plural, unless it is named', () => {
  expect(
    [Author, BlogPost, Category, Filing].map((resource) => resourceInfo(resource).table),
  ).toEqual(['authors', 'blog_posts', 'categories', 'filed'])
})

test('introspection is built once for each class', () => {
  expect(resourceInfo(Author)).toBe(resourceInfo(Author))
  expect(resourceInfo(BlogPost).relationships.get('author')?.destination).toBe(resourceInfo(Author))
})

test('an attribute is a column in snake_case, or the one it names', () => {
  const { attributes, primaryKey } = resourceInfo(BlogPost)
  expect([...attributes.values()].map(({ column }) => column)).toEqual([
    'id',
    'headline',
    'author_id',
    'editor_id',
  ])
  expect(primaryKey).toEqual(['id'])
  expect(resourceInfo(Author).attributes.get('email')).toMatchObject({
    sensitive: true,
    public: false,
    nullable: false,
    writable: true,
  })
})

test('belongsTo relates <name>Id to the primary key', () => {
  expect(resourceInfo(BlogPost).relationships.get('editor')).toMatchObject({
    sourceAttribute: 'editorId',
    destinationAttribute: 'id',
    many: false,
  })
})

test('hasMany without a destination takes the one belongsTo that points back', () => {
  class Team extends Resource('Team', { id: t.uuid().primaryKey() }) {
    static relationships = { members: hasMany(() => Member) }
  }
  class Member extends Resource('Member', { id: t.uuid().primaryKey(), squadId: t.uuid() }) {
    static relationships = { squad: belongsTo(() => Team) }
  }
  expect(resourceInfo(Team).relationships.get('members')).toMatchObject({
    sourceAttribute: 'id',
    destinationAttribute: 'squadId',
  })
})

test('where several belongsTo point back, hasMany falls back to <resource>Id', () => {
  expect(resourceInfo(Author).relationships.get('posts')).toMatchObject({
    destinationAttribute: 'authorId',
  })
  expect(resourceInfo(Author).relationships.get('edited')?.sort).toMatchObject([
    { direction: 'desc', nulls: 'first' },
  ])
})

test('several belongsTo that point back and no <resource>Id is a definition error', () => {
  class Player extends Resource('Player', { id: t.uuid().primaryKey() }) {
    static relationships = { games: hasMany(() => Game) }
  }
  class Game extends Resource('Game', {
    id: t.uuid().primaryKey(),
    whiteId: t.uuid(),
    blackId: t.uuid(),
  }) {
    static relationships = { white: belongsTo(() => Player), black: belongsTo(() => Player) }
  }
  expect(() => resourceInfo(Player).relationships.get('games')?.destinationAttribute).toThrow(
    'Name the attribute with the option `destination`.',
  )
})

test('manyToMany finds both keys on the join resource', () => {
  expect(resourceInfo(BlogPost).relationships.get('categories')?.through).toMatchObject({
    sourceAttribute: 'postId',
    destinationAttribute: 'categoryId',
  })
})

test('aggregates are nodes rooted at their resource', () => {
  const { aggregates } = resourceInfo(Author)
  expect(aggregates.get('postCount')?.node).toEqual({
    kind: 'aggregate',
    function: 'count',
    path: ['posts'],
    of: undefined,
    where: undefined,
    sort: [],
    origin: 'trusted',
  })
  expect(aggregates.get('hasEdited')?.node).toEqual({
    kind: 'exists',
    path: ['edited'],
    where: undefined,
    origin: 'trusted',
  })
  expect(aggregates.get('latest')).toMatchObject({
    type: { name: 'string' },
    node: {
      function: 'first',
      of: { kind: 'ref', path: [], name: 'title' },
      where: { kind: 'call', operator: 'eq' },
      sort: [{ direction: 'desc' }],
    },
  })
})

test('references follow to-one relationships and carry their origin', () => {
  const refs = makeRefs(resourceInfo(BlogPost), 'input') as never as {
    author: { fullName: { node: unknown }; posts: { exists(): { node: unknown } } }
  }
  expect(refs.author.fullName.node).toEqual({
    kind: 'ref',
    path: ['author'],
    name: 'fullName',
    origin: 'input',
  })
  expect(refs.author.posts.exists().node).toEqual({
    kind: 'exists',
    path: ['author', 'posts'],
    where: undefined,
    origin: 'input',
  })
  expect(resourceInfo(BlogPost).calculations.get('same')?.node).toMatchObject({
    operands: [{ name: 'title' }, { path: ['author'], name: 'fullName' }],
  })
})

test('an unknown name in an expression says what was meant', () => {
  expect(() => makeRefs(resourceInfo(BlogPost)).titel).toThrow(
    'BlogPost: an expression mentions "titel", which is not an attribute, relationship, calculation or aggregate. Did you mean "title"?',
  )
})

test('the actor of a policy is a path that is bound later', () => {
  const { actor } = policyRefs(resourceInfo(BlogPost)) as {
    actor: { team: { id: { node: unknown } } }
  }
  expect(actor.team.id.node).toEqual({ kind: 'template', source: 'actor', path: ['team', 'id'] })
})
