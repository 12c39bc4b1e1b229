import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptyDataLayer } from '../../test/support/data-layers.ts'
import { create, read, update } from '../action/contract/action.ts'
import type { Log } from '../context/log.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { eq, isNull } from '../expression/operators.ts'
import { http } from '../interface/http/http.ts'
import { mcp } from '../interface/mcp/mcp.ts'
import { job } from '../job/job.ts'
import { jobs } from '../job/jobs.ts'
import { Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import type { OpenOptions } from './app.ts'
import { app } from './open-app.ts'

class Person extends Resource('Person', {
  id: t.string().primaryKey(),
  role: t.string().nullable(),
  token: t.string().sensitive().nullable(),
}) {
  static actions = { add: create(Person, { accept: ['id', 'role', 'token'] }) }
}
const letters = app<{ actor: Person }>()
class Letter extends Resource('Letter', {
  id: t.uuid().primaryKey(),
  text: t.string().public(),
  ownerId: t.string().nullable().public(),
  sentAt: t.datetime().nullable(),
}) {
  static actions = {
    list: read(Letter),
    write: create(Letter, { accept: ['text', 'ownerId'] }),
    edit: update(Letter, { accept: ['text'] }),
    purge: update(Letter, { set: { text: 'gone' } }),
  }
  static policies = letters.policies(Letter, ({ ownerId, actor }, policy) => [
    policy.read().authorizeIf(eq(actor.role, 'reader')).describe('readers read'),
    policy.action('write').authorizeIf(true),
    policy.action('edit').authorizeIf(eq(ownerId, actor.id)).describe('owners edit'),
    policy.action('purge').forbidIf(eq(actor.role, 'reader')).authorizeIf(true),
  ])
}

let lines: string[]
const log: Log = {
  info: (line) => lines.push(`info ${line}`),
  warn: (line) => lines.push(`warn ${line}`),
  error: (line) => lines.push(`error ${line}`),
}
beforeEach(() => {
  lines = []
})
const open = (options: Partial<OpenOptions> = {}) =>
  letters.open({
    resources: [Person, Letter],
    dataLayer: memory(),
    log,
    development: true,
    ...options,
  })
const person = (id: string, role: string | null = 'reader'): Person =>
  Object.assign(Object.create(Person.prototype) as Person, { id, role, token: 's3cret-token' })
/** A line with its times as N. */
const timeless = () => lines.map((line) => line.replaceAll(/\d+ ms/g, 'N ms'))
const code = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: { readonly code?: string }) => error.code,
  )

test('each action is a line: what, by whom, how it ended, how long it took', async () => {
  const opened = await open()
  const { id } = await opened
    .session(person('ann'))
    .run(Letter.actions.write, { text: 'a', ownerId: 'ann' })
  await opened.system().get(Letter, id)
  await code(opened.session(null).run(Letter.actions.write, { text: {} } as never))
  expect(timeless()).toEqual([
    'info development: Person, Letter on memory',
    'info action Letter.write by Person ann: done, N ms',
    'info action Letter.list by the system: done, N ms',
    expect.stringMatching(/^info action Letter\.write by anonymous: invalid_\w+, N ms$/),
  ])
  await opened.close()
})

test('a refusal is explained check by check, whether the policies decide it or the record does', async () => {
  const opened = await open()
  const { id } = await opened
    .session(person('ann'))
    .run(Letter.actions.write, { text: 'a', ownerId: 'ann' })
  lines = []
  expect(await code(opened.session(person('ann')).run(Letter.actions.purge, { id }))).toBe(
    'forbidden',
  )
  expect(lines.at(-1)).toBe(`warn Letter.purge: forbidden, since a policy fails
  – policy: readers read (does not apply)
  – policy: the action write (does not apply)
  – policy: owners edit (does not apply)
  ✘ policy: the action purge
      ✓ forbid if actor.role is "reader"
      ✓ authorize if always`)
  expect(
    await code(opened.session(person('ben')).run(Letter.actions.edit, { id, text: 'b' })),
  ).toBe('forbidden')
  expect(lines.at(-1)).toMatch(
    /^warn Letter\.edit: allowed where ownerId is "ben"\n[\s\S]*owners edit[\s\S]*The record does not meet this\.$/,
  )
  await opened.close()
})

test('a read that may find nothing says why, and is no refusal', async () => {
  const opened = await open()
  expect(await opened.session(person('cy', null)).run(Letter.actions.list, {})).toEqual([])
  expect(lines.at(-1)).toMatch(
    /^warn Letter\.list: allowed on no record\n {2}✘ policy: readers read/,
  )
  lines = []
  expect(
    await opened.session(person('ann')).can(Letter.actions.purge, { id: crypto.randomUUID() }),
  ).toBe(false)
  expect(lines).toEqual([])
  await opened.close()
})

test('each request is a line with its sender, never with what identifies the sender; a caller is told no more than without', async () => {
  const opened = await open()
  const actor = (request: Request) =>
    request.headers.has('authorization') ? person('ann', 'reader') : null
  const api = http(opened, { actor })
  const send = (path: string, headers: Record<string, string> = {}, method = 'POST') =>
    api.fetch(
      new Request(`http://localhost/api/${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(method === 'POST' ? { body: '{"text":"a"}' } : {}),
      }),
    )
  await send('letter/write', { authorization: 'Bearer s3cret-token' })
  await send('letter/nothing?token=s3cret-token')
  const refused = await api.fetch(
    new Request('http://localhost/api/letter/purge', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'x' },
      body: JSON.stringify({ id: crypto.randomUUID() }),
    }),
  )
  const endpoint = mcp(opened, { name: 'letters', version: '1', actor })
  await endpoint.fetch(new Request('http://localhost/mcp', { method: 'GET' }))
  const requests = timeless().filter((line) => /^info (http|mcp)/.test(line))
  expect(requests).toEqual([
    'info http POST /api/letter/write 201 by Person ann, N ms',
    'info http POST /api/letter/nothing 404, N ms',
    'info http POST /api/letter/purge 403 by Person ann, N ms',
    expect.stringMatching(/^info mcp GET \/mcp 4\d\d by anonymous, N ms$/),
  ])
  expect(lines.join('\n')).toContain('forbid if actor.role is "reader"')
  expect(await refused.text()).not.toMatch(/role|forbid if/)
  expect(lines.join('\n')).not.toContain('s3cret')
  await opened.close()
})

test('each attempt at a job is two lines, and a failure shows its cause', async () => {
  const send = job(Letter, {
    name: 'send',
    where: ({ sentAt }) => isNull(sentAt),
    maxAttempts: 2,
    backoff: () => 1,
    run: () => {
      throw new TypeError('x of null')
    },
  })
  const background = jobs({ jobs: [send] })
  const opened = await open({ extensions: [background] })
  await opened.session(person('ann')).run(Letter.actions.write, { text: 'a', ownerId: 'ann' })
  await background.idle()
  const told = timeless().filter((line) => line.includes('job send'))
  expect(told).toEqual([
    expect.stringMatching(/^info job send on Letter.*: started, attempt 1$/),
    expect.stringMatching(
      /^warn job send on Letter.*: failed, next attempt in 0 s, N ms: TypeError: x of null\n {4}at /,
    ),
    expect.stringMatching(/: started, attempt 2$/),
    expect.stringMatching(/^info job send on Letter.*: failed, N ms$/),
    expect.stringMatching(/^error job send on Letter.*TypeError: x of null\n {4}at /),
  ])
  await opened.close()
})

test('statements of a migration and slow statements are lines, without values', async () => {
  const dataLayer = await emptyDataLayer('postgres')
  const opened = await open({ dataLayer, development: { slowQuery: 150 } })
  const migrated = lines.filter((line) => line.startsWith('info migration: '))
  expect(migrated.join('\n')).toMatch(/^info migration: create table "letters" /m)
  await opened.session(person('ann')).run(Letter.actions.write, { text: 'quick', ownerId: 'ann' })
  await dataLayer.connection.sql?.query('select pg_sleep($1::float8)', ['0.2'])
  const slow = timeless().filter((line) => line.includes('slow query'))
  expect(slow).toContain('warn slow query, N ms: select pg_sleep($1::float8)')
  await opened.close()
})

const before = process.env.ASHLAR_DEVELOPMENT
afterEach(() => {
  if (before === undefined) delete process.env.ASHLAR_DEVELOPMENT
  else process.env.ASHLAR_DEVELOPMENT = before
})
test('without it nothing is written, and the environment turns it on where the application does not say', async () => {
  for (const [value, options, count] of [
    [undefined, { development: undefined }, 0],
    ['1', { development: undefined }, 2],
    ['1', { development: false }, 0],
  ] as const) {
    lines = []
    if (value === undefined) delete process.env.ASHLAR_DEVELOPMENT
    else process.env.ASHLAR_DEVELOPMENT = value
    const opened = await open(options as never)
    await opened.session(person('ann')).run(Letter.actions.write, { text: 'a', ownerId: 'ann' })
    expect(lines).toHaveLength(count)
    await opened.close()
  }
})
