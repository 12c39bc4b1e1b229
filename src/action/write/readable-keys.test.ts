import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { eq } from '../../expression/operators.ts'
import { identity } from '../../resource/indexes.ts'
import { belongsTo } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, update } from '../contract/action.ts'
import type { Change } from '../contract/changeset.ts'

interface Reader {
  readonly name: string
}
const site = app<{ actor: Reader }>()
const ran: string[] = []
const moved: Change<typeof Note> = (changeset) =>
  changeset.beforeAction((next) => {
    ran.push('hook')
    return next.set({ postId: next.arguments['to'] as number })
  })

class Post extends Resource('Post', { id: t.integer().primaryKey(), owner: t.string() }) {
  static actions = { add: create(Post, { accept: ['id', 'owner'] }) }
  static policies = site.policies(Post, ({ owner, actor }, policy) => [
    policy.always().authorizeIf(eq(owner, actor.name)),
  ])
}
class Note extends Resource('Note', {
  id: t.uuid().primaryKey(),
  code: t.string().nullable(),
  postId: t.integer().nullable(),
  twinId: t.integer().nullable(),
}) {
  static relationships = {
    post: belongsTo(() => Post, { readable: true }),
    twin: belongsTo(() => Post),
  }
  static identities = { code: identity(Note, ['code']) }
  static actions = {
    add: create(Note, { accept: ['postId', 'twinId', 'code'] }),
    put: create(Note, { accept: ['postId', 'code'], upsert: { identity: 'code' } }),
    addTo: create(Note, { arguments: { to: t.integer() }, changes: [moved] }),
    move: update(Note, { accept: ['postId', 'code'] }),
    follow: update(Note, { set: ({ twinId }) => ({ postId: twinId }) }),
  }
}

eachDataLayer('a key that must name a readable record', (_, layer) => {
  let opened: App<Reader>
  beforeAll(async () => {
    opened = await site.open({ resources: [Post, Note], dataLayer: await emptyDataLayer(layer) })
    for (const [id, owner] of [
      [1, 'ann'],
      [2, 'bob'],
    ] as const)
      await opened.system().run(Post.actions.add, { id, owner })
  })
  afterAll(() => opened.close())
  const ann = () => opened.session({ name: 'ann' })

  test('is refused where the record is hidden as where there is none, by every write', async () => {
    const { id } = await ann().run(Note.actions.add, { postId: 1, twinId: 2, code: 'c' })
    const refused = {
      code: 'invalid_attribute',
      field: 'postId',
      message: 'postId must be the key of an existing Post.',
    }
    for (const postId of [2, 3]) {
      await expect(ann().run(Note.actions.add, { postId })).rejects.toMatchObject(refused)
      await expect(ann().run(Note.actions.put, { postId, code: 'c' })).rejects.toMatchObject(
        refused,
      )
      await expect(ann().run(Note.actions.put, { postId, code: 'new' })).rejects.toMatchObject(
        refused,
      )
      await expect(ann().run(Note.actions.move, { id, postId })).rejects.toMatchObject(refused)
      await expect(ann().run(Note.actions.addTo, { to: postId })).rejects.toMatchObject(refused)
      expect(
        (await ann().bulkCreate(Note.actions.add, [{ postId: 1 }, { postId }])).outcomes,
      ).toMatchObject([{ ok: true }, { error: refused }])
      expect(
        (
          await ann().bulkUpdate(
            Note.actions.move,
            { filter: (note) => eq(note.id, id) },
            { postId },
          )
        ).outcomes,
      ).toMatchObject([{ error: refused }])
    }
    await expect(ann().run(Note.actions.follow, { id })).rejects.toMatchObject(refused)
    expect(await opened.system().get(Note, id)).toMatchObject({ postId: 1 })
  })
  test('may be empty, may be left as it is, and is not asked of the system', async () => {
    const note = await opened.system().run(Note.actions.add, { postId: 2 })
    expect(await ann().run(Note.actions.move, { id: note.id, code: 'x' })).toMatchObject({
      postId: 2,
      code: 'x',
    })
    expect(await ann().run(Note.actions.move, { id: note.id, postId: null })).toMatchObject({
      postId: null,
    })
  })
})
