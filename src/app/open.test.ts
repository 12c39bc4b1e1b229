import { expect, test } from 'vitest'
import { Comment, openBlog, Post, User } from '../../test/support/action/blog.ts'
import { create, read, update } from '../action/contract/action.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { eq } from '../expression/operators.ts'
import { count } from '../resource/aggregate.ts'
import { identity } from '../resource/indexes.ts'
import { belongsTo, hasMany } from '../resource/relationship.ts'
import { type AnyResource, Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'

const opening = (...resources: readonly AnyResource[]) =>
  app<{ actor: null }>().open({ resources, dataLayer: memory() })
const problems = async (...resources: readonly AnyResource[]) => {
  const error = await opening(...resources).then(
    () => undefined,
    (thrown: { readonly message: string }) => thrown,
  )
  return error?.message.split('\n') ?? []
}

test('an application that is declared well opens and closes', async () => {
  const { app: opened } = await openBlog(memory())
  expect(opened.resources.map(({ name }) => name)).toEqual(['User', 'Post', 'Comment'])
  await opened.close()
})

test('a default that does not fit its type is found when the application opens', async () => {
  class Draft extends Resource('Draft', {
    id: t.uuid().primaryKey(),
    status: t.oneOf('draft', 'published').default('drft' as 'draft'),
  }) {}
  expect((await problems(Draft)).join()).toContain('Draft: attributes.status: the default')
})

test('everything that is wrong with the declarations is said at once', async () => {
  class Loose extends Resource('Loose', {
    title: t.string(),
    parentId: t.string(),
    locked: t.string().readOnly(),
  }) {
    static relationships = {
      parent: belongsTo(() => Solid),
      lost: hasMany(() => Solid, { destination: 'looseId' as never }),
    }
    static identities = { name: identity(Loose, ['nam' as never]) }
    static actions = {
      write: create(Loose, {
        accept: ['titel' as never, 'locked'],
        upsert: { identity: 'nme' as never },
      }),
      edit: update(Loose, {
        set: { title: 7 as never, ttle: 'x' } as never,
        where: (({ tilte }: { tilte: never }) => eq(tilte, 'x')) as never,
      }),
      all: read(Loose, { primary: true }),
      every: read(Loose, { primary: true }),
    }
  }
  class Solid extends Resource('Solid', { id: t.uuid().primaryKey() }) {}
  const said = await problems(Loose, Solid)
  expect(said).toEqual([
    'Loose: it has no primary key. Declare one: `id: t.uuid().primaryKey()`.',
    'Loose: identities.name: "nam" is not an attribute.',
    'Loose: relationships.parent: Loose.parentId is a string, but Solid.id is a uuid. Give both the same type.',
    expect.stringContaining(
      'Loose: relationships.lost: Loose has no single primary key to relate by',
    ) as string,
    'Loose: actions.write.accept: "titel" is not an attribute. Did you mean "title"?',
    'Loose: actions.write.accept: "locked" is read-only. Set it in the action instead.',
    'Loose: actions.write.upsert: "nme" is not an identity. Did you mean "name"?',
    'Loose: actions.edit.set: "ttle" is not an attribute. Did you mean "title"?',
    expect.stringContaining('Loose: actions.edit.where: an expression mentions "tilte"') as string,
    'Loose: actions: all and every are both the primary read. Keep one.',
  ])
})

test('a relationship leads to a resource of the application', async () => {
  expect(await problems(Post, User)).toEqual(
    expect.arrayContaining([
      'Post: relationships.comments: it leads to Comment, which is not a resource of the application. Add it to `resources`.',
    ]),
  )
})
test('two resources of one name are refused', async () => {
  class Twin extends Resource('User', { id: t.uuid().primaryKey() }, { table: 'twins' }) {}
  expect(await problems(User, Post, Comment, Twin)).toEqual([
    'User: 2 resources have the name "User". Give each its own name.',
  ])
})
test('an expression that fails says where', async () => {
  class Odd extends Resource('Odd', { id: t.uuid().primaryKey() }) {
    static relationships = { others: hasMany(() => Odd, { destination: 'id' }) }
    static aggregates = {
      n: count(Odd, 'others', { filter: () => (undefined as never as { x: () => never }).x() }),
    }
  }
  expect(await problems(Odd)).toEqual([
    expect.stringContaining('Odd: aggregates.n: it fails when it is evaluated') as string,
  ])
})
test('a policy for an action that does not exist is refused', async () => {
  class Guarded extends Resource('Guarded', { id: t.uuid().primaryKey() }) {
    static actions = { list: read(Guarded) }
    static policies = app<{ actor: { id: string } }>().policies(Guarded, (_, policy) => [
      policy.action('lst' as never).authorizeIf(true),
    ])
  }
  expect(await problems(Guarded)).toEqual([
    expect.stringContaining('there is no action "lst". Did you mean "list"?') as string,
  ])
})

test('extensions bring resources, start when the data layer is open, and stop in reverse', async () => {
  const log: string[] = []
  class Note extends Resource('Note', { id: t.uuid().primaryKey() }) {
    static actions = { add: create(Note) }
  }
  const extension = (name: string) => ({
    name,
    start: async () => void log.push(`start ${name}`),
    stop: async () => void log.push(`stop ${name}`),
  })
  const first = {
    ...extension('first'),
    resources: [Note],
    notify: () => void log.push('notified'),
  }
  const opened = await app<{ actor: null }>().open({
    resources: [],
    dataLayer: memory(),
    extensions: [first, extension('second')],
  })
  await opened.session(null).run(Note.actions.add, {})
  await opened.close()
  expect(log).toEqual(['start first', 'start second', 'notified', 'stop second', 'stop first'])
})
test('an extension that does not start leaves nothing running', async () => {
  const log: string[] = []
  const extensions = [
    { name: 'first', stop: async () => void log.push('stopped') },
    { name: 'second', start: () => Promise.reject(new Error('no')) },
  ]
  await expect(
    app<{ actor: null }>().open({ resources: [], dataLayer: memory(), extensions }),
  ).rejects.toThrow('no')
  expect(log).toEqual(['stopped'])
})
