import { describe, expect, test } from 'vitest'

import { create, destroy, read, update } from '../action/contract/action.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { prompt } from '../learning/prompt.ts'
import { predict } from '../module/predict/predict.ts'
import { related } from '../resource/load.ts'
import { belongsTo, hasMany } from '../resource/relationship.ts'
import { Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'

const site = app<{ actor: { id: string } }>()
const fields = { id: t.uuid().primaryKey(), name: t.string(), version: t.integer().default(1) }
class Plain extends Resource('Plain', fields) {}

const problem = (options: object) =>
  site.open({ resources: [Plain], dataLayer: memory(), ...options }).then(
    () => undefined,
    ({ code, message }: { code: string; message: string }) => `${code} ${message}`,
  )

describe('what types keep out is refused at opening where they were not asked', () => {
  test('a tenant, whatever it is', async () => {
    expect(await problem({ tenant: 'a' })).toContain('tenancy_missing')
  })
  test('a data layer that was not made', async () => {
    for (const dataLayer of [undefined, memory, 'memory'])
      expect(await problem({ dataLayer })).toContain('open(…): dataLayer: it is not a data layer.')
  })
  test('an extension or a notifier that would do nothing, such as a job by itself', async () => {
    const work = { name: 'work', where: () => true, run: () => undefined }
    for (const extension of [work, {}, 'jobs', null, Plain])
      expect(await problem({ extensions: [extension] })).toContain(
        'open(…): extensions.0: it has none of notify, withinTransaction, resources',
      )
    expect(await problem({ notifiers: [() => undefined] })).toContain('open(…): notifiers.0')
  })
  test('a resource that is no class, such as one that was not there yet', async () => {
    expect(await problem({ resources: undefined })).toContain(
      'open(…): resources: it is not a list of resources.',
    )
    for (const none of [undefined, {}, Date])
      expect(await problem({ resources: [Plain, none] })).toContain(
        'open(…): resources.1: it is not a class',
      )
  })
  test('a type without its parentheses, or a name in place of one', async () => {
    for (const name of [t.string, 'string', undefined])
      expect(
        await problem({
          resources: [
            class Odd extends Resource('Odd', {
              id: t.uuid().primaryKey(),
              name: name as never,
            }) {},
          ],
        }),
      ).toContain('Odd: attributes.name: ')
  })
  test('a choice whose values are in a list', () => {
    expect(() => (t.oneOf as (values: readonly string[]) => unknown)(['a', 'b'])).toThrow(
      't.oneOf: the values are in a list.',
    )
  })
  test('a class where a function should give it', async () => {
    class Odd extends Resource('Odd', { ...fields, plainId: t.uuid() }) {
      static relationships = { plain: belongsTo(Plain as never) }
    }
    expect(await problem({ resources: [Odd, Plain] })).toContain(
      'Odd: relationships.plain: its destination is a class itself. Name it in a function: () => Plain.',
    )
  })
  test('a module where a function should give it, without running it', async () => {
    for (const given of [predict('a -> b'), () => undefined, () => ({})]) {
      class Odd extends Resource('Odd', fields) {
        static actions = { ask: prompt(Odd, given as never) }
      }
      expect(await problem({ resources: [Odd] })).toContain(
        'prompt needs a function that returns a module.',
      )
    }
  })
  test('policies that are no list', async () => {
    for (const define of [
      () => undefined,
      (_: unknown, policy: { read: () => { authorizeIf: (holds: true) => unknown } }) =>
        policy.read().authorizeIf(true),
    ]) {
      class Odd extends Resource('Odd', fields) {
        static policies = site.policies(Odd, define as never)
      }
      expect(await problem({ resources: [Odd] })).toContain(
        'Odd: policies: the function does not return a list of policies.',
      )
    }
  })
  test('what belongs to an action and stands beside it', async () => {
    for (const name of ['validations', 'changes', 'hooks', 'prepare']) {
      class Odd extends Resource('Odd', fields) {}
      expect(
        await problem({ resources: [Object.assign(Odd, { [name]: [() => undefined] })] }),
      ).toContain(`Odd: ${name}: Ashlar does not read it. Move it to the actions`)
      class Even extends Resource('Even', fields) {}
      expect(await problem({ resources: [Object.assign(Even, { [name]: 3 })] })).toBe(undefined)
    }
  })
})

describe('a condition that is none is refused, and is no empty answer', () => {
  class Note extends Resource('Note', { ...fields, parentId: t.uuid().nullable() }) {
    static relationships = {
      parent: belongsTo(() => Note),
      notes: hasMany(() => Note, { destination: 'parentId' }),
    }
    static actions = {
      add: create(Note, { accept: ['name'] }),
      list: read(Note),
      edit: update(Note, { accept: ['name'] }),
      remove: destroy(Note),
    }
  }
  const wrong = [
    () => undefined,
    () => false,
    () => ({}),
    async () => true,
    { name: 'a' },
  ] as never[]
  test('in every call that takes a filter', async () => {
    const opened = await site.open({ resources: [Note], dataLayer: memory() })
    const session = opened.session(null)
    await session.run(Note.actions.add, { name: 'a' })
    for (const filter of wrong) {
      const calls = [
        () => session.query(Note, { filter }),
        () => session.run(Note.actions.list, {}, { filter }),
        () => session.page(Note.actions.list, {}, { limit: 1 }, { filter }),
        () => session.count(Note, { filter }),
        () => session.exists(Note, { filter }),
        () => session.query(Note, { load: { notes: related(Note, { filter }) } }),
        () => session.bulkUpdate(Note.actions.edit, { filter }, { name: 'b' }),
        () => session.bulkDestroy(Note.actions.remove, { filter }),
      ]
      for (const call of calls)
        await expect(call()).rejects.toMatchObject({ code: 'invalid_definition' })
    }
    expect((await session.query(Note)).map(({ name }) => name)).toEqual(['a'])
    await opened.close()
  })
})

test('what is no action is not run', async () => {
  const opened = await site.open({ resources: [Plain], dataLayer: memory() })
  for (const action of [undefined, 'Plain.add', Plain, {}])
    await expect(
      (async () => opened.session(null).run(action as never, {} as never))(),
    ).rejects.toMatchObject({ code: 'invalid_definition' })
  await opened.close()
})
