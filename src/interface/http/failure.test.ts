import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import { action, create, destroy, read } from '../../action/contract/action.ts'
import type { Notifier } from '../../action/contract/notification.ts'
import { app } from '../../app/open-app.ts'
import type { DataLayer } from '../../data-layer/data-layer.ts'
import { TransactionConflictError } from '../../data-layer/errors.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { ConnectionFailedError } from '../../error/connection-failed.ts'
import { InvalidArgumentError } from '../../error/invalid-value.ts'
import { eq } from '../../expression/operators.ts'
import { job } from '../../job/job.ts'
import { jobs } from '../../job/jobs.ts'
import { identity } from '../../resource/indexes.ts'
import { belongsTo, hasMany } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { tool } from '../tool/tool.ts'
import { http } from './http.ts'

const explode = (): never => {
  throw new TypeError('x of null', {
    cause: new Error('the socket hung up, Authorization: Bearer abcdef123456'),
  })
}

class Doc extends Resource('Doc', {
  id: t.uuid().primaryKey(),
  title: t.string().public(),
  tenantKey: t.string(),
  ssn: t.string().sensitive().nullable(),
}) {
  static relationships = { notes: hasMany(() => Note) }
  static identities = { title: identity(Doc, ['tenantKey', 'title']), ssn: identity(Doc, ['ssn']) }
  static actions = {
    list: read(Doc),
    add: create(Doc, { accept: ['title'] }),
    keep: create(Doc, {
      accept: ['title'],
      arguments: { id: t.uuid() },
      set: (_, { id }) => ({ id, tenantKey: 'acme' }),
    }),
    store: create(Doc, { accept: ['title', 'tenantKey', 'ssn'], public: false }),
    drop: destroy(Doc),
    boom: action(Doc, { returns: t.string(), run: async () => explode() }),
    unwell: action(Doc, {
      arguments: { how: t.oneOf('lost', 'conflict') },
      run: async ({ how }) =>
        Promise.reject(
          how === 'lost'
            ? new ConnectionFailedError({ address: 'db' })
            : new TransactionConflictError(),
        ),
    }),
    inner: action(Doc, {
      run: async () =>
        Promise.reject(
          new InvalidArgumentError({ field: 'tenantKey', message: 'must be one of acme; globex' }),
        ),
    }),
    order: action(Doc, {
      arguments: { size: t.integer() },
      run: async () =>
        Promise.reject(
          new InvalidArgumentError({ field: 'size', message: 'must not be more than there is' }),
        ),
    }),
  }
}
class Note extends Resource('HiddenNote', { id: t.uuid().primaryKey(), docId: t.uuid() }) {
  static relationships = { doc: belongsTo(() => Doc) }
  static actions = { add: create(Note, { accept: ['docId'], public: false }) }
}

const open = async (
  dataLayer: DataLayer,
  more: {
    readonly notifiers?: readonly Notifier[]
    readonly extensions?: readonly ReturnType<typeof jobs>[]
  } = {},
) => {
  const opened = await app<{ actor: never }>().open({ resources: [Doc, Note], dataLayer, ...more })
  const api = http(opened, { actor: () => null })
  const post = async (path: string, body: object) => {
    const response = await api.fetch(
      new Request(`http://localhost/api/doc/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    )
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  return { opened, post }
}

let written: string[]
beforeEach(() => {
  written = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
})
afterEach(() => vi.restoreAllMocks())
const log = () => written.join('')

describe('a fault that nobody foresaw', () => {
  const shown = (text: string) => {
    expect(text.match(/TypeError: x of null/g)).toHaveLength(1)
    expect(text).toContain('failure.test.ts')
    expect(text).toContain('because of Error: the socket hung up')
    expect(text).not.toContain('abcdef123456')
  }
  test('is in the log with its cause and stack, once and without secrets, and its id alone is in the answer', async () => {
    const { opened, post } = await open(memory())
    const { status, text } = await post('boom', {})
    expect(status).toBe(500)
    expect(text).not.toMatch(/null|TypeError|socket/)
    expect(log()).toContain(/under ([\w-]+)/.exec(text)?.[1])
    shown(log())
    await opened.close()
  })
  test('is told alike where a tool, a notifier or a job meets it', async () => {
    const notified = await open(memory(), { notifiers: [{ name: 'teller', notify: explode }] })
    await notified.opened.session(null).run(Doc.actions.store, { title: 'a', tenantKey: 'k' })
    await vi.waitFor(() => expect(log()).not.toBe(''))
    shown(log())
    written = []
    await tool(Doc.actions.boom).execute({}, notified.opened.session(null))
    shown(log())
    await notified.opened.close()
    written = []
    const background = jobs({
      jobs: [
        job(Doc, {
          name: 'look',
          where: ({ title }) => eq(title, 'b'),
          run: explode,
          maxAttempts: 1,
        }),
      ],
    })
    const worked = await open(memory(), { extensions: [background] })
    await worked.opened.session(null).run(Doc.actions.store, { title: 'b', tenantKey: 'k' })
    await background.idle()
    shown(log())
    await worked.opened.close()
  })
})

describe('storage that is away or busy', () => {
  test.each(['lost', 'conflict'])(
    'is a 503 that says when to try again, and tells nothing of it (%s)',
    async (how) => {
      const { opened, post } = await open(memory())
      const { status, text, headers } = await post('unwell', { how })
      expect([status, headers.get('retry-after'), JSON.parse(text).errors[0].code]).toEqual([
        503,
        '1',
        'unavailable',
      ])
      expect(text).not.toMatch(/database|transaction/i)
      expect(log()).toContain('http POST /api/doc/unwell')
      await opened.close()
    },
  )
})

eachDataLayer('an error that a caller sees', (_, name) => {
  test('names no private field, relationship or resource', async () => {
    const { opened, post } = await open(await emptyDataLayer(name))
    const session = opened.session(null)
    const doc = await session.run(Doc.actions.store, { title: 'a', tenantKey: 'acme' })
    await session.run(Note.actions.add, { docId: doc.id })
    const answers = [
      await post('add', { title: 'b' }),
      await post('drop', { id: doc.id }),
      await post('inner', {}),
      await post('keep', { id: crypto.randomUUID(), title: 'a' }),
      await post('list', { filter: { tenantKey: 'acme' } }),
      await post('add', { title: 'b', tenantKey: 'acme' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([500, 400, 500, 409, 400, 400])
    const told = answers.slice(0, 4).map(({ text }) => text)
    expect(told.join('')).not.toMatch(/tenantKey|HiddenNote|docId|globex/)
    expect(told[1]).toContain('id is still referred to by another record.')
    expect(told[3]).toContain('title has already been taken.')
    expect(log()).toContain('tenantKey is required.')
    await opened.close()
  })
  test('names what is the caller’s own', async () => {
    const { opened, post } = await open(await emptyDataLayer(name))
    expect((await post('order', { size: 3 })).text).toContain(
      'size must not be more than there is.',
    )
    expect((await post('add', { title: {} })).text).toContain('title must be')
    await opened.close()
  })
  test('never has the value of a sensitive field, its cause neither', async () => {
    const { opened } = await open(await emptyDataLayer(name))
    const store = (title: string) =>
      opened.session(null).run(Doc.actions.store, { title, tenantKey: 'k', ssn: '123-45-6789' })
    await store('a')
    const error = await store('b').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'already_taken' })
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('123-45')
    await opened.close()
  })
})
