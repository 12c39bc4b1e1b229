import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import { create, get, read } from '../../action/contract/action.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { eq } from '../../expression/operators.ts'
import { count } from '../../resource/aggregate.ts'
import { belongsTo, hasMany } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { http } from '../http/http.ts'
import type { AppLimits } from '../../text/limits.ts'

class Author extends Resource('Author', { id: t.uuid().primaryKey(), name: t.string().public() }) {
  static relationships = { notes: hasMany(() => Note, { public: true, sort: ['n'] }) }
  static aggregates = { noteCount: count(Author, 'notes', { public: true }) }
  static actions = {
    list: read(Author),
    named: get(Author, {
      arguments: { name: t.string() },
      filter: (author, { name }) => eq(author.name, name),
    }),
    add: create(Author, { accept: ['name'] }),
  }
}
class Note extends Resource('Note', {
  id: t.uuid().primaryKey(),
  n: t.integer().public(),
  authorId: t.uuid().public(),
}) {
  static relationships = { author: belongsTo(() => Author, { public: true }) }
  static actions = {
    list: read(Note, { sort: ['n'] }),
    add: create(Note, { accept: ['n', 'authorId'] }),
  }
}
const notes = 60
const open = async (dataLayer = memory(), limits: Partial<AppLimits> = {}) => {
  const opened = await app<{ actor: never }>().open({
    resources: [Author, Note],
    dataLayer,
    limits,
  })
  const session = opened.session(null)
  const { id } = await session.run(Author.actions.add, { name: 'Ada' })
  await session.bulkCreate(
    Note.actions.add,
    Array.from({ length: notes }, (_, n) => ({ n, authorId: id })),
  )
  return opened
}
const asking = (opened: App<never>) => {
  const api = http(opened, { actor: () => null })
  return async (path: string, body: object) => {
    const init = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }
    const response = await api.fetch(new Request(`http://localhost/api/${path}`, init))
    return { status: response.status, json: JSON.parse(await response.text()) }
  }
}
/** The records of an answer, related ones included. */
const size = (json: unknown): number => {
  if (Array.isArray(json)) return json.reduce<number>((sum, one) => sum + size(one), 0)
  if (typeof json !== 'object' || json === null) return 0
  return (
    ('id' in json ? 1 : 0) + Object.values(json).reduce<number>((sum, one) => sum + size(one), 0)
  )
}

eachDataLayer('what a load gives', (_, name) => {
  let opened: App<never>
  let ask: ReturnType<typeof asking>
  beforeAll(async () => {
    opened = await open(await emptyDataLayer(name))
    ask = asking(opened)
  })
  afterAll(() => opened.close())

  test('is at most 25 related records for each record, or as many as it says', async () => {
    const lengths = async (load: readonly string[]) =>
      (await ask('author/named', { name: 'Ada', load })).json.notes.map(
        ({ n }: { readonly n: number }) => n,
      )
    expect(await lengths(['notes'])).toEqual([...Array(25).keys()])
    expect(await lengths(['notes:3'])).toEqual([0, 1, 2])
    expect(await lengths(['notes:250', 'noteCount'])).toHaveLength(notes)
    expect(await lengths(['notes:2.author', 'notes.author.noteCount'])).toHaveLength(2)
  })
  test('is bounded however many relationships are followed, and counted before anything is read', async () => {
    const deep = ['author.notes.author.notes']
    const { status, json } = await ask('note/list', { load: deep })
    expect(status).toBe(200)
    expect(size(json)).toBeLessThanOrEqual(50_000)
    expect(json.results[0].author.notes[0].author.notes).toHaveLength(25)
    const refused = await ask('note/list', { load: ['author.notes:250.author.notes:250'] })
    expect([refused.status, refused.json.errors[0].code]).toEqual([400, 'invalid_argument'])
    expect(refused.json.errors[0].message).toContain('an answer holds at most 50000')
    expect((await ask('note/list', { limit: 250, load: deep })).status).toBe(400)
    expect(
      (await ask('note/list', { limit: 2, load: ['author.notes:50.author.notes:50'] })).status,
    ).toBe(200)
  })
})

test.each([
  ['notes:0', 'from 1 to 250'],
  ['notes:251', 'from 1 to 250'],
  ['notes:-1', 'from 1 to 250'],
  ['notes:1e2', 'from 1 to 250'],
  ['notes:', 'from 1 to 250'],
  ['notes:2:3', 'from 1 to 250'],
  ['noteCount:2', 'not a list of records'],
  ['notes.author:1', 'not a list of records'],
  ['notes.author.notes.author.notes', 'at most 4 relationships'],
])('a load of %s is refused with what would be right', async (path, said) => {
  const opened = await open()
  const { status, json } = await asking(opened)('author/list', { load: [path] })
  expect([status, json.errors[0].field]).toEqual([400, 'load'])
  expect(json.errors[0].message).toContain(said)
  await opened.close()
})

describe('a caller’s filter', () => {
  const inside = (depth: number): object =>
    depth === 0 ? { n: -5 } : { author: { notes: inside(depth - 1) } }
  const tried = async (filter: unknown, limits?: Partial<AppLimits>) => {
    const opened = await open(memory(), limits)
    const { status, json } = await asking(opened)('note/list', { filter })
    await opened.close()
    return [status, json.errors?.[0].message]
  }
  test('follows at most two relationships to many records, one inside the other, however they are joined', async () => {
    expect(await tried(inside(1))).toEqual([200, undefined])
    expect(await tried({ and: [inside(2), inside(2)] })).toEqual([200, undefined])
    for (const filter of [
      inside(3),
      { or: [{ n: 1 }, inside(3)] },
      { not: inside(3) },
      { author: { notes: { or: [{ n: 1 }, inside(2)] } } },
    ]) {
      const [status, message] = await tried(filter)
      expect(status).toBe(400)
      expect(message).toContain('must follow at most 2 relationships to many records')
    }
  })
  test('has at most 200 conditions, the empty ones too, and is at most 8 levels deep', async () => {
    expect((await tried({ or: Array.from({ length: 199 }, (_, n) => ({ n })) }))[0]).toBe(200)
    for (const many of [201, 50_000])
      expect((await tried({ or: Array.from({ length: many }, () => ({})) }))[1]).toContain(
        'at most 200 conditions',
      )
    for (const nothing of [{ or: [] }, { n: {} }, { author: {} }, { not: {} }])
      expect((await tried({ and: Array.from({ length: 201 }, () => nothing) }))[1]).toContain(
        'at most 200 conditions',
      )
    expect((await tried({ n: { in: Array.from({ length: 1001 }, (_, n) => n) } }))[1]).toContain(
      'at most 1000 values',
    )
    const nested = (depth: number): object => (depth === 0 ? { n: 1 } : { not: nested(depth - 1) })
    expect((await tried(nested(7)))[0]).toBe(200)
    expect((await tried(nested(8)))[1]).toContain('deeper than 8 levels')
  })
  test('is bounded by what the app says', async () => {
    expect((await tried(inside(1), { manyHops: 0 }))[1]).toContain(
      'at most 0 relationships to many',
    )
    expect((await tried({ n: 1 }, { conditions: 0 }))[1]).toContain('at most 0 conditions')
  })
})

test('a limit that is none is refused when the app is opened', async () => {
  await expect(open(memory(), { records: -1 })).rejects.toMatchObject({
    code: 'invalid_definition',
  })
  await expect(open(memory(), { rows: 1 } as never)).rejects.toThrow('There are: conditions')
})
