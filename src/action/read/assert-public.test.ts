import { expect, test, vi } from 'vitest'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { refNode } from '../../expression/node.ts'
import { belongsTo } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, read } from '../contract/action.ts'

// A parser with a mistake: it lets a caller name every attribute and every relationship.
vi.mock('../input/public-fields.ts', async (original) => ({
  ...(await original<object>()),
  publicField: (info: { attributes: Map<string, { type: unknown }> }, name: string) => {
    const attribute = info.attributes.get(name)
    return (
      attribute && {
        name,
        type: attribute.type,
        node: refNode([], name, 'input'),
        sensitive: false,
      }
    )
  },
  publicRelationship: (info: { relationships: Map<string, unknown> }, name: string) =>
    info.relationships.get(name),
}))

class Author extends Resource('Author', {
  id: t.uuid().primaryKey(),
  name: t.string().public(),
  secret: t.string(),
}) {
  static actions = { write: create(Author, { accept: ['name', 'secret'] }), list: read(Author) }
}
class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  title: t.string().public(),
  authorId: t.uuid().public(),
  editorId: t.uuid().nullable(),
}) {
  static relationships = {
    author: belongsTo(() => Author, { public: true }),
    editor: belongsTo(() => Author),
  }
  static actions = { list: read(Post) }
}

test('a reference of a caller that reaches something private is an assumption that failed, even where a parser let it through', async () => {
  const opened = await app().open({ resources: [Author, Post], dataLayer: memory() })
  const session = opened.session({ id: '1' })
  const ask = (resource: typeof Author | typeof Post, query: object) =>
    session.query(resource as typeof Author, query)
  await expect(ask(Author, { filterInput: { name: 'Ada' } })).resolves.toEqual([])
  await expect(ask(Post, { filterInput: { author: { name: 'Ada' } } })).resolves.toEqual([])
  for (const [resource, query] of [
    [Author, { filterInput: { secret: 'x' } }],
    [Author, { filterInput: { or: [{ name: 'Ada' }, { not: { secret: 'x' } }] } }],
    [Author, { sortInput: ['-secret'] }],
    [Post, { filterInput: { author: { secret: 'x' } } }],
    [Post, { filterInput: { editor: { name: 'Ada' } } }],
    [Post, { sortInput: ['author.secret'] }],
  ] as const)
    await expect(ask(resource, query)).rejects.toMatchObject({ code: 'assumption_failed' })
  await opened.close()
})
