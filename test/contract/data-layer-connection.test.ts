import { createServer, type Server } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentContext, signalKey } from '../../src/context/context.ts'
import type { DataLayer } from '../../src/data-layer/data-layer.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import { dataLayerFromEnv, pglite, postgres } from '../../src/data-layer/postgres/postgres.ts'
import { eq } from '../../src/expression/operators.ts'
import { shelf } from '../../src/testing/data-layer/library.ts'
import { createRecords, ids, readRecords } from '../../src/testing/data-layer/plans.ts'
import { emptyDataLayer } from '../support/data-layers.ts'
import { freshDatabase, freshPglite } from '../support/postgres-database.ts'

const opening = (url: string, connectionTimeout = 5000) =>
  postgres({ url, connectionTimeout }).open([shelf])

describe('a server', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let silent: Server
  beforeAll(async () => {
    database = await freshDatabase()
    silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    silent.close()
    await database.drop()
  })
  const silentPort = () => (silent.address() as { readonly port: number }).port

  it('that refuses, is silent, or lacks the database fails in one line with host and database and without the password', async () => {
    const { port } = new URL(database.url)
    for (const [url, host, reason] of [
      ['postgres://me:geheim@127.0.0.1:1/app', '127.0.0.1:1/app', 'nothing listens there'],
      [
        'postgres://me:geheim@no-such-host.invalid/app',
        'no-such-host.invalid/app',
        'cannot be reached',
      ],
      ['postgresql://me:geheim@/app?host=/nowhere', '/nowhere/app', 'nothing listens there'],
      [
        `postgres://me:geheim@127.0.0.1:${silentPort()}/app`,
        `127.0.0.1:${silentPort()}/app`,
        'did not answer',
      ],
      [
        `postgres://ashlar:geheim@127.0.0.1:${port}/nowhere`,
        `127.0.0.1:${port}/nowhere`,
        'does not exist',
      ],
      [
        `postgres://nobody:geheim@127.0.0.1:${port}/postgres`,
        `127.0.0.1:${port}/postgres`,
        'does not accept this user',
      ],
    ] as const) {
      const error: unknown = await opening(url, 300).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'connection_failed',
        message: expect.stringContaining(host),
      })
      expect(String(error)).toContain(reason)
      expect(String(error)).not.toMatch(/geheim|\n/)
      expect(JSON.stringify(error)).not.toContain('geheim')
    }
  })
  it('is found by a socket too, in the form that names its folder', async () => {
    const layer = postgres({ url: database.url })
    await layer.open([])
    const { rows } = await layer.connection.sql!.query('show unix_socket_directories')
    await layer.close()
    const { port, pathname, username } = new URL(database.url)
    const folder = String(rows[0]!.unix_socket_directories)
    for (const url of [
      `postgresql://${username}@${pathname}?host=${folder}&port=${port}`,
      `postgresql://${username}@${pathname}?port=${port}&host=${encodeURIComponent(folder)}`,
    ]) {
      const socket = postgres({ url, migrate: 'off' })
      await socket.open([])
      expect(
        (await socket.connection.sql!.query('select inet_server_addr() as address')).rows,
      ).toEqual([{ address: null }])
      await socket.close()
    }
  })
  it('gives a transaction a connection of its own, so that others go on', async () => {
    const layer = postgres({ url: database.url, max: 2 })
    await layer.open([shelf])
    await layer.connection.transaction(async (connection) => {
      await createRecords(connection, shelf, [{ id: 1, room: 'A' }])
      const elsewhere = await new Promise((resolve) => setImmediate(() => resolve(undefined))).then(
        () => outside(() => ids(layer.connection, shelf)),
      )
      expect(elsewhere).toEqual([])
    })
    expect(await ids(layer.connection, shelf)).toEqual([1])
    await layer.close()
  })
  it('runs everything on one connection too', async () => {
    const layer = postgres({ url: database.url, max: 1 })
    await layer.open([shelf])
    await Promise.all(
      [2, 3, 4].map((id) =>
        layer.connection.transaction(async (connection) =>
          createRecords(layer.connection, shelf, [{ id, room: String(connection.inTransaction) }]),
        ),
      ),
    )
    expect(
      await ids(layer.connection, shelf, { sort: ['id'], filter: ({ room }) => eq(room, 'true') }),
    ).toEqual([2, 3, 4])
    await layer.close()
  })
  it('reports a transaction that lost against another as one to run again', async () => {
    const layer = postgres({ url: database.url, max: 2 })
    await layer.open([shelf])
    let readers = 0
    let go = () => {}
    const both = new Promise<void>((resolve) => (go = resolve))
    const countAndAdd = (id: number) =>
      layer.connection.transaction(async (connection) => {
        await connection.sql!.query('set transaction isolation level serializable')
        await readRecords(connection, shelf)
        if (++readers === 2) go()
        await both
        await createRecords(connection, shelf, [{ id, room: 'S' }])
      })
    const outcomes = await Promise.allSettled([countAndAdd(101), countAndAdd(102)])
    expect(
      outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason),
    ).toMatchObject([{ code: 'transaction_conflict', retryable: true }])
    await layer.close()
  })
  it('goes on when a table was changed under its prepared statements', async () => {
    const layer = postgres({ url: database.url, max: 1 })
    await layer.open([shelf])
    for (let i = 0; i < 4; i++)
      await readRecords(layer.connection, shelf, { sort: ['room'], limit: 1 })
    await layer.connection.sql!.query(
      'alter table "Odd ""shelves""" alter column room type varchar(100)',
    )
    await expect(
      readRecords(layer.connection, shelf, { sort: ['room'], limit: 1 }),
    ).resolves.toHaveLength(1)
    await layer.close()
  })
  it('is used between open and close only, and needs a URL', async () => {
    const layer = postgres({ url: database.url })
    await expect(readRecords(layer.connection, shelf)).rejects.toThrow(
      'The data layer is not open.',
    )
    await expect(opening('postgres://me:geheim@[no host')).rejects.toMatchObject({
      code: 'connection_failed',
      message: expect.not.stringContaining('geheim'),
    })
  })
  it('never shows SQL, and gives plain SQL its values', async () => {
    const layer = postgres({ url: database.url })
    await layer.open([shelf])
    await expect(layer.connection.sql!.query('select no_such_column')).rejects.toMatchObject({
      code: 'unknown_error',
      message: expect.not.stringContaining('no_such'),
    })
    const { rows } = await layer.connection.sql!.query(
      "select $1::bigint as n, $2::jsonb as j, $3::text[] as l, true as b, null as x, timestamptz '2026-01-01T00:00:00Z' as at",
      [7, { a: [1] }, ['a"b', null]],
    )
    expect(rows).toEqual([
      {
        n: 7,
        j: { a: [1] },
        l: '{"a\\"b",NULL}',
        b: true,
        x: null,
        at: new Date('2026-01-01T00:00:00Z'),
      },
    ])
    await layer.close()
  })
})

/** As if called from elsewhere: outside of the chain of calls that has the transaction. */
const { outside } = await (async () => {
  const { AsyncResource } = await import('node:async_hooks')
  const root = new AsyncResource('elsewhere')
  return { outside: <T>(work: () => T): T => root.runInAsyncScope(work) }
})()

describe('the environment', () => {
  it('chooses the server it names, else the folder, whose rows are there again when it is opened again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ashlar-data-'))
    const before = process.env.DATABASE_URL
    process.env.DATABASE_URL = 'postgres://x@localhost/y'
    expect(dataLayerFromEnv({ dataDir: folder }).name).toBe('postgres')
    delete process.env.DATABASE_URL
    for (const expected of [[], [1]]) {
      const layer = dataLayerFromEnv({ dataDir: join(folder, 'data') })
      await layer.open([shelf])
      expect(layer.name).toBe('pglite')
      expect(await ids(layer.connection, shelf)).toEqual(expected)
      if (!expected.length) await createRecords(layer.connection, shelf, [{ id: 1, room: 'A' }])
      await layer.close()
    }
    if (before !== undefined) process.env.DATABASE_URL = before
    await rm(folder, { recursive: true, force: true })
  })
})

describe('a PGlite of your own', () => {
  beforeAll(freshPglite)
  it('serves one layer after another, and two at once, and keeps nothing of those that are closed', async () => {
    const database = await freshPglite()
    const use = async (layer: DataLayer, first: number) => {
      for (let id = first; id < first + 3; id++)
        await createRecords(layer.connection, shelf, [{ id, room: 'A' }])
      return ids(layer.connection, shelf, { sort: ['id'] })
    }
    for (const first of [1, 4]) {
      const layer = pglite({ database })
      await layer.open([shelf])
      await use(layer, first)
      await layer.close()
    }
    expect((await database.query('select name from pg_prepared_statements')).rows).toEqual([])
    const layers = [pglite({ database }), pglite({ database })]
    for (const layer of layers) await layer.open([shelf])
    await Promise.all(
      layers.map((layer, index) => layer.connection.transaction(() => use(layer, 10 + 10 * index))),
    )
    await database.exec('deallocate all')
    expect(await Promise.all(layers.map((layer) => ids(layer.connection, shelf)))).toEqual([
      expect.arrayContaining([1, 12, 22]),
      expect.arrayContaining([1, 12, 22]),
    ])
    for (const layer of layers) await layer.close()
  })
})

describe.each(['memory', 'pglite'] as const)('on the one connection of %s', (name) => {
  const opened = async (transactionWait?: number) => {
    const options = transactionWait === undefined ? {} : { transactionWait }
    const layer =
      name === 'memory' ? memory(options) : pglite({ database: await freshPglite(), ...options })
    await layer.open([shelf])
    return layer
  }
  it('a transaction that waits for work begun outside it ends in time, with the reason', async () => {
    const layer = await opened(100)
    const work = layer.connection.transaction(async (connection) => {
      await createRecords(connection, shelf, [{ id: 1, room: 'A' }])
      await outside(() => createRecords(layer.connection, shelf, [{ id: 2, room: 'B' }]))
    })
    await expect(work).rejects.toMatchObject({
      code: 'transaction_blocked',
      message: expect.stringContaining('must not wait for work that began outside it'),
    })
    expect(await ids(layer.connection, shelf)).toEqual([])
    await layer.close()
  })
  it('a long queue of short transactions is no reason to give up', async () => {
    const layer = await opened(150)
    const pause = () => new Promise((resume) => setTimeout(resume, 10))
    const work = Array.from({ length: 40 }, (_, id) =>
      layer.connection.transaction((connection) =>
        createRecords(connection, shelf, [{ id, room: 'A' }]).then(pause),
      ),
    )
    await Promise.all(work)
    expect(await ids(layer.connection, shelf)).toHaveLength(40)
    await layer.close()
  })
})

describe.each(['memory', 'pglite', 'postgres'] as const)('on %s', (name) => {
  it('a transaction whose caller has gone is undone, though its work came to its end', async () => {
    const layer = await emptyDataLayer(name)
    await layer.open([shelf])
    const controller = new AbortController()
    const work = currentContext()
      .with(signalKey, controller.signal)
      .run(() =>
        layer.connection.transaction(async (connection) => {
          await createRecords(connection, shelf, [{ id: 1, room: 'A' }])
          controller.abort(new Error('hung up'))
        }),
      )
    await expect(work).rejects.toThrow('hung up')
    expect(await ids(layer.connection, shelf)).toEqual([])
    await layer.close()
  })
})

describe.each(['pglite', 'postgres'] as const)('%s', (name) => {
  it('hears what is told to a channel after the transaction that told it', async () => {
    const layer = await emptyDataLayer(name)
    await layer.open([])
    const heard: string[] = []
    let done = () => {}
    const last = new Promise<void>((resolve) => (done = resolve))
    const stop = await layer.listen!('Odd "channel"', (payload) => {
      heard.push(payload)
      if (payload === 'last') done()
    })
    const tell = (payload: string) =>
      layer.connection.sql!.query('select pg_notify($1::text, $2::text)', [
        'Odd "channel"',
        payload,
      ])
    await layer.connection
      .transaction(async () => {
        await tell('undone')
        throw new Error('no')
      })
      .catch(() => undefined)
    await layer.connection.transaction(() => tell('first'))
    await tell('last')
    await last
    expect(heard).toEqual(['first', 'last'])
    await stop()
    await layer.close()
  })
})
