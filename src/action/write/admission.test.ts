import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { and, eq, or } from '../../expression/operators.ts'
import { count } from '../../resource/aggregate.ts'
import { identity } from '../../resource/indexes.ts'
import type { Refs } from '../../resource/refs.ts'
import { belongsTo, hasMany } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, destroy, read, update } from '../contract/action.ts'
import { type Change, requiresRecord } from '../contract/changeset.ts'

interface Clerk {
  readonly name: string
}
const house = app<{ actor: Clerk }>()
const ran: string[] = []

const late: Change<typeof Sheet> = (changeset) =>
  changeset.beforeTransaction((next) => (ran.push('beforeTransaction'), next))
const inside: Change<typeof Sheet> = (changeset) =>
  changeset.beforeAction((next) => (ran.push('beforeAction'), next))
const onRecord = requiresRecord(late)
const takeOver: Change<typeof Sheet> = (changeset) =>
  changeset.beforeAction((next) => next.set({ owner: String(next.arguments['heir']) }))

class Team extends Resource('Team', { id: t.uuid().primaryKey(), lead: t.string() }) {
  static relationships = { sheets: hasMany(() => Sheet) }
  static aggregates = { size: count(Team, 'sheets') }
  static actions = { found: create(Team, { accept: ['lead'] }) }
  static policies = house.policies(Team, (_, policy) => [policy.always().authorizeIf(true)])
}

const accept = ['slug', 'text', 'owner', 'reader', 'teamId'] as const
class Sheet extends Resource('Sheet', {
  id: t.uuid().primaryKey(),
  slug: t.string(),
  text: t.string().default('new sheet'),
  owner: t.string(),
  reader: t.string(),
  teamId: t.uuid().nullable(),
}) {
  static relationships = { team: belongsTo(() => Team) }
  static identities = { slug: identity(Sheet, ['slug']) }
  static actions = {
    list: read(Sheet),
    add: create(Sheet, { accept }),
    addLate: create(Sheet, { accept, changes: [late] }),
    addInside: create(Sheet, { accept, changes: [inside] }),
    addFor: create(Sheet, { accept, arguments: { heir: t.string() }, changes: [takeOver] }),
    put: create(Sheet, { accept, upsert: { identity: 'slug' } }),
    putLate: create(Sheet, { accept, upsert: { identity: 'slug' }, changes: [late] }),
    putInside: create(Sheet, { accept, upsert: { identity: 'slug' }, changes: [inside] }),
    edit: update(Sheet, { accept: ['text'] }),
    editLate: update(Sheet, { accept: ['text'], changes: [late] }),
    editInside: update(Sheet, { accept: ['text'], changes: [inside] }),
    editOnRecord: update(Sheet, { accept: ['text'], changes: [onRecord] }),
    editOpen: update(Sheet, {
      accept: ['text'],
      changes: [late],
      where: ({ text }) => eq(text, 'open'),
    }),
    remove: destroy(Sheet),
    removeLate: destroy(Sheet, { changes: [late] }),
    removeInside: destroy(Sheet, { changes: [inside] }),
    removeOnRecord: destroy(Sheet, { changes: [onRecord] }),
  }
  static policies = house.policies(Sheet, ({ owner, reader, team, actor }, policy) => [
    policy.read().authorizeIf(or(eq(owner, actor.name), eq(reader, actor.name))),
    policy.create().authorizeIf(and(eq(owner, actor.name), eq(team.lead, actor.name))),
    policy.update().authorizeIf(eq(owner, actor.name)),
    policy.destroy().authorizeIf(eq(owner, actor.name)),
  ])
}

const edits = [
  Sheet.actions.edit,
  Sheet.actions.editLate,
  Sheet.actions.editInside,
  Sheet.actions.editOnRecord,
]
const removals = [
  Sheet.actions.remove,
  Sheet.actions.removeLate,
  Sheet.actions.removeInside,
  Sheet.actions.removeOnRecord,
]
const additions = [Sheet.actions.add, Sheet.actions.addLate, Sheet.actions.addInside]
const puts = [Sheet.actions.put, Sheet.actions.putLate, Sheet.actions.putInside]
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { code: string }) => error.code,
  )

eachDataLayer('what is asked before hooks', (_, layer) => {
  let opened: App<Clerk>
  let [annsTeam, bobsTeam] = ['', '']
  beforeAll(async () => {
    opened = await house.open({ resources: [Team, Sheet], dataLayer: await emptyDataLayer(layer) })
    const found = async (lead: string) =>
      (await opened.system().run(Team.actions.found, { lead })).id
    annsTeam = await found('ann')
    bobsTeam = await found('bob')
  })
  afterAll(() => opened.close())
  beforeEach(() => void ran.splice(0))
  let last = 0
  const slug = () => `s${++last}`
  const ann = () => opened.session({ name: 'ann' })
  const stored = (owner: string, reader: string, key = slug()) =>
    opened.system().run(Sheet.actions.add, { slug: key, owner, reader, teamId: bobsTeam })
  const textOf = async (id: string) => (await opened.system().get(Sheet, id)).text
  const hidden = async () => (await stored('bob', 'bob')).id
  const foreign = async () => (await stored('bob', 'ann')).id
  const missing = async () => crypto.randomUUID()

  test('no hook runs on a record that is hidden, missing or not to be changed; the answer is the same with hooks and without', async () => {
    for (const [of, code] of [
      [hidden, 'not_found'],
      [missing, 'not_found'],
      [foreign, 'forbidden'],
    ] as const) {
      for (const action of edits) {
        const id = await of()
        expect(await codeOf(ann().run(action, { id, text: 'x' }))).toBe(code)
        expect(await ann().can(action, { id, text: 'x' })).toBe(false)
      }
      for (const action of removals)
        expect(await codeOf(ann().run(action, { id: await of() }))).toBe(code)
    }
    expect(ran).toEqual([])
    for (const action of edits)
      expect(
        await ann().run(action, { id: (await stored('ann', 'x')).id, text: 'x' }),
      ).toMatchObject({ text: 'x' })
    expect(ran).toEqual(['beforeTransaction', 'beforeAction', 'beforeTransaction'])
  })
  test('no hook runs on a record that the action does not apply to, and can says so', async () => {
    const { id } = await stored('ann', 'x')
    expect(await codeOf(ann().run(Sheet.actions.editOpen, { id, text: 'x' }))).toBe('stale_record')
    expect([
      await ann().can(Sheet.actions.editOpen, { id }),
      await ann().can(Sheet.actions.edit, { id }),
    ]).toEqual([false, true])
    expect(ran).toEqual([])
  })
  test('a bulk write runs hooks on the records only that it may change', async () => {
    const text = slug()
    await opened.system().run(Sheet.actions.edit, { id: await foreign(), text })
    await opened.system().run(Sheet.actions.edit, { id: await hidden(), text })
    const own = (await stored('ann', 'x')).id
    await opened.system().run(Sheet.actions.edit, { id: own, text })
    const query = { filter: (sheet: Refs<typeof Sheet>) => eq(sheet.text, text) }
    for (const action of [
      Sheet.actions.editLate,
      Sheet.actions.editInside,
      Sheet.actions.editOnRecord,
    ]) {
      ran.splice(0)
      expect(await ann().bulkUpdate(action, query, { text })).toMatchObject({
        succeeded: 1,
        failed: 0,
      })
      expect(ran).toHaveLength(1)
    }
    expect(await ann().bulkDestroy(Sheet.actions.removeLate, query)).toMatchObject({
      succeeded: 1,
      failed: 0,
    })
    expect(await opened.system().count(Sheet, query)).toBe(2)
  })
  test('a create is decided on its values and on what its keys lead to, before its hooks', async () => {
    const input = (owner: string, teamId: string | null) => ({
      slug: slug(),
      owner,
      reader: 'x',
      teamId,
    })
    for (const action of additions) {
      for (const [owner, teamId] of [
        ['bob', annsTeam],
        ['ann', bobsTeam],
        ['ann', crypto.randomUUID()],
        ['ann', null],
      ] as const) {
        expect(await codeOf(ann().run(action, input(owner, teamId)))).toBe('forbidden')
        expect(await ann().can(action, input(owner, teamId))).toBe(false)
      }
      expect(
        (await ann().bulkCreate(action, [input('ann', bobsTeam), input('bob', annsTeam)])).outcomes,
      ).toMatchObject([{ error: { code: 'forbidden' } }, { error: { code: 'forbidden' } }])
    }
    expect(ran).toEqual([])
    for (const action of additions) {
      expect(await ann().can(action, input('ann', annsTeam))).toBe(true)
      expect(await ann().run(action, input('ann', annsTeam))).toMatchObject({ owner: 'ann' })
    }
    expect(ran).toEqual(['beforeTransaction', 'beforeAction'])
  })
  test('what hooks change is decided again', async () => {
    const input = { slug: slug(), owner: 'ann', reader: 'x', teamId: annsTeam }
    expect(await codeOf(ann().run(Sheet.actions.addFor, { ...input, heir: 'bob' }))).toBe(
      'forbidden',
    )
    expect(await ann().run(Sheet.actions.addFor, { ...input, heir: 'ann' })).toMatchObject({
      owner: 'ann',
    })
  })
  test('whoever may not create is not told that an identity is taken', async () => {
    const taken = (await stored('bob', 'bob')).slug
    const input = { slug: taken, owner: 'ann', reader: 'x' }
    for (const action of additions) {
      expect(await codeOf(ann().run(action, { ...input, teamId: bobsTeam }))).toBe('forbidden')
      expect(await codeOf(ann().run(action, { ...input, teamId: annsTeam }))).toBe('already_taken')
    }
  })
  test('an upsert neither finds, changes, shows nor takes over a hidden record', async () => {
    const { id, slug: key } = await stored('bob', 'bob')
    for (const action of puts) {
      expect(
        await codeOf(
          ann().run(action, {
            slug: key,
            owner: 'ann',
            reader: 'x',
            teamId: annsTeam,
            text: 'mine',
          }),
        ),
      ).toBe('already_taken')
      expect(
        (
          await ann().bulkCreate(action, [
            { slug: key, owner: 'ann', reader: 'x', teamId: annsTeam, text: 'mine' },
          ])
        ).outcomes,
      ).toMatchObject([{ error: { code: 'already_taken' } }])
    }
    expect(await opened.system().get(Sheet, id)).toMatchObject({ text: 'new sheet', owner: 'bob' })
  })
  test('an upsert asks the create policies of what is given and the update policies of what is stored, before its hooks', async () => {
    const readable = (await stored('bob', 'ann')).slug
    const own = await stored('ann', 'x')
    for (const action of puts) {
      const input = { owner: 'ann', reader: 'x', text: 'new' }
      expect(await codeOf(ann().run(action, { ...input, slug: readable, teamId: annsTeam }))).toBe(
        'forbidden',
      )
      expect(await ann().can(action, { ...input, slug: readable, teamId: annsTeam })).toBe(false)
      expect(await codeOf(ann().run(action, { ...input, slug: own.slug, teamId: bobsTeam }))).toBe(
        'forbidden',
      )
      expect(ran).toEqual([])
      expect(await ann().can(action, { ...input, slug: own.slug, teamId: annsTeam })).toBe(true)
      expect(await ann().run(action, { ...input, slug: own.slug, teamId: annsTeam })).toMatchObject(
        { id: own.id, text: 'new' },
      )
      ran.splice(0)
    }
    expect(await textOf(own.id)).toBe('new')
  })
})
