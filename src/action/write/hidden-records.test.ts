import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { clockKey } from '../../context/context.ts'
import { NotFoundError } from '../../error/not-found.ts'
import { eq, lt, now, or } from '../../expression/operators.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, destroy, update } from '../contract/action.ts'
import { present } from '../validations.ts'

const court = app<{ actor: { readonly name: string } }>()

class Case extends Resource('Case', {
  id: t.uuid().primaryKey(),
  title: t.string(),
  owner: t.string(),
  opens: t.datetime(),
}) {
  static actions = {
    file: create(Case, {
      accept: ['title', 'owner', 'opens'],
      arguments: { clerk: t.string().nullable().readOnly() },
    }),
    rename: update(Case, { accept: ['title'] }),
    checked: update(Case, { accept: ['title'], changes: [present(Case, 'title')] }),
    hooked: update(Case, {
      accept: ['title'],
      changes: [
        (changeset) =>
          changeset.afterAction(({ title }) => {
            if (title === 'b') throw new NotFoundError({ resource: 'Witness', key: {} })
          }),
      ],
    }),
    close: destroy(Case),
  }
  static policies = court.policies(Case, ({ owner, opens, actor }, policy) => [
    policy.read().authorizeIf(or(eq(owner, actor.name), lt(opens, now()))),
    policy.create().authorizeIf(true),
    policy.update().authorizeIf(true),
    policy.destroy().authorizeIf(true),
  ])
}

eachDataLayer('hidden records', (_, layer) => {
  let opened: App<{ readonly name: string }>
  beforeAll(async () => {
    opened = await court.open({ resources: [Case], dataLayer: await emptyDataLayer(layer) })
  })
  afterAll(() => opened.close())
  const filed = async (title = 'x') =>
    opened.system().run(Case.actions.file, { title, owner: 'ann', opens: new Date('2100-01-01') })

  test('a write finds only what the actor may read, whatever its own policies allow', async () => {
    const { id } = await filed()
    const [ann, bob] = [opened.session({ name: 'ann' }), opened.session({ name: 'bob' })]
    for (const action of [Case.actions.rename, Case.actions.checked, Case.actions.hooked])
      await expect(bob.run(action, { id, title: 'mine' })).rejects.toMatchObject({
        code: 'not_found',
      })
    await expect(bob.run(Case.actions.close, { id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await bob.bulkUpdate(Case.actions.rename, {}, { title: 'mine' })).succeeded).toBe(0)
    expect(await bob.can(Case.actions.rename, { id })).toBe(false)
    expect(await ann.get(Case, id)).toMatchObject({ title: 'x' })
    expect(await ann.run(Case.actions.rename, { id, title: 'hers' })).toMatchObject({
      title: 'hers',
    })
  })
  test('policies go by the clock of the session', async () => {
    const { id } = await filed()
    const later = opened.session({ name: 'bob' }).with(clockKey, () => new Date('2101-01-01'))
    expect(await later.run(Case.actions.rename, { id, title: 'seen' })).toMatchObject({
      title: 'seen',
    })
    await expect(opened.session({ name: 'bob' }).get(Case, id)).rejects.toMatchObject({
      code: 'not_found',
    })
  })
  test('a bulk write passes over what it may not change, not what fails inside its hooks', async () => {
    const ids = [(await filed('a')).id, (await filed('a')).id]
    const ann = opened.session({ name: 'ann' })
    const result = await ann.bulkUpdate(
      Case.actions.hooked,
      { filter: ({ title }) => eq(title, 'a') },
      { title: 'b' },
    )
    expect(result).toMatchObject({ status: 'error', failed: ids.length })
    expect(result.outcomes).toMatchObject([
      { error: { code: 'not_found', variables: { resource: 'Witness' } } },
      { ok: false },
    ])
  })
  test('a private argument that the action does not have is refused', async () => {
    const input = { title: 'x', owner: 'ann', opens: new Date() }
    const run = (privateArguments: object) =>
      opened
        .session(null)
        .run(Case.actions.file, input, { privateArguments: { ...privateArguments } })
    await expect(run({ clerk: 'joe', clerc: 'joe' })).rejects.toMatchObject({
      code: 'no_such_input',
      field: 'clerc',
    })
    await expect(run({ title: 'x' })).rejects.toMatchObject({
      code: 'no_such_input',
      field: 'title',
    })
    expect(await run({ clerk: 'joe' })).toMatchObject({ title: 'x' })
  })
})
