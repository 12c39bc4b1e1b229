import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { create as createAction, read } from '../../src/action/contract/action.ts'
import { currentContext, signalKey } from '../../src/context/context.ts'
import type { DataLayer } from '../../src/data-layer/data-layer.ts'
import { type PostgresOptions, postgres } from '../../src/data-layer/postgres/postgres.ts'
import { app } from '../../src/app/open-app.ts'
import { eq } from '../../src/expression/operators.ts'
import { Resource } from '../../src/resource/resource.ts'
import { t } from '../../src/type/t.ts'
import { shelf } from '../../src/testing/data-layer/library.ts'
import { noPgbouncer, startPgbouncer } from '../support/pgbouncer.ts'
import { createRecords, ids } from '../../src/testing/data-layer/plans.ts'
import { freshDatabase } from '../support/postgres-database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let administrator: pg.Client
beforeAll(async () => {
  database = await freshDatabase()
  administrator = new pg.Client(database.url)
  await administrator.connect()
})
afterAll(async () => {
  await administrator.end()
  await database.drop()
})

const opened = async (
  options: Partial<PostgresOptions> = {},
  url = database.url,
): Promise<DataLayer> => {
  const layer = postgres({ url, max: 3, ...options })
  await layer.open([shelf])
  return layer
}
/** Ends the connections of a program, as a restart or a failover does. */
const terminate = async (name: string) =>
  (
    await administrator.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [name],
    )
  ).rowCount ?? 0
const running = async (name: string) =>
  (
    await administrator.query(
      "select 1 from pg_stat_activity where application_name = $1 and state = 'active' and query like '%pg_sleep%'",
      [name],
    )
  ).rowCount
const until = async (holds: () => Promise<boolean>) => {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await holds()) return
    await new Promise((resume) => setTimeout(resume, 20))
  }
  throw new Error('It never came to hold.')
}
const sleep = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds))
const outcome = <T>(work: Promise<T>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => error,
  )
const lost = {
  code: 'connection_failed',
  message: expect.stringContaining('closed the connection'),
}

describe('a connection that the server ends', () => {
  it('while nobody uses it is replaced unseen', async () => {
    const layer = await opened({ applicationName: 'idle' })
    await Promise.all([1, 2, 3].map(() => layer.connection.sql!.query('select pg_sleep(0.05)')))
    expect(await terminate('idle')).toBe(3)
    await sleep(50)
    await expect(
      Promise.all([1, 2, 3, 4].map(() => ids(layer.connection, shelf))),
    ).resolves.toEqual([[], [], [], []])
    await layer.close()
  })
  it.each([true, false])(
    'during a statement fails that call, in a transaction: %s, and no other',
    async (inTransaction) => {
      const layer = await opened({ applicationName: 'busy' })
      const slow = () => layer.connection.sql!.query('select pg_sleep(20)')
      const call = outcome(inTransaction ? layer.connection.transaction(slow) : slow())
      await until(async () => (await running('busy')) === 1)
      await terminate('busy')
      expect(await call).toMatchObject(lost)
      expect(await ids(layer.connection, shelf)).toEqual([])
      await layer.close()
    },
  )
  it('between the statements of a transaction undoes it, whether more is asked of it or not', async () => {
    const layer = await opened({ applicationName: 'open' })
    for (const more of [true, false]) {
      for (const depth of [0, 1]) {
        const work = async () => {
          await createRecords(layer.connection, shelf, [{ id: 7, room: 'A' }])
          await terminate('open')
          await sleep(50)
          if (more) await ids(layer.connection, shelf)
        }
        const call = outcome(
          layer.connection.transaction((connection) =>
            depth ? connection.transaction(work) : work(),
          ),
        )
        expect(await call).toMatchObject(lost)
        expect(await ids(layer.connection, shelf)).toEqual([])
      }
    }
    await layer.close()
  })
  it('keeps the error of the work where that was first', async () => {
    const layer = await opened({ applicationName: 'own' })
    const call = layer.connection.transaction(async () => {
      await terminate('own')
      await sleep(50)
      throw new Error('of my own')
    })
    await expect(call).rejects.toThrow('of my own')
    await layer.close()
  })
  it('at any moment, many times, leaves the pool whole: each transaction is stored or has failed as such', async () => {
    const layer = await opened({ applicationName: 'storm', max: 4 })
    const storm = { over: false }
    const stored: number[] = []
    const refusals: unknown[] = []
    const worker = async (first: number) => {
      for (let id = first; !storm.over; id += 4) {
        const work = () =>
          layer.connection.transaction(async (connection) =>
            createRecords(connection, shelf, [{ id, room: 'S' }]),
          )
        await work().then(
          () => stored.push(id),
          (error: unknown) => refusals.push(error),
        )
      }
    }
    const workers = [1001, 1002, 1003, 1004].map(worker)
    for (let round = 0; round < 25; round++) {
      await sleep(15)
      await terminate('storm')
    }
    storm.over = true
    await Promise.all(workers)
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'connection_failed' })
    const kept = await ids(layer.connection, shelf, { filter: ({ room }) => eq(room, 'S') })
    expect(kept).toEqual(expect.arrayContaining(stored))
    expect(stored.length).toBeGreaterThan(0)
    await layer.close()
  })
  it('that listens is made anew', async () => {
    const layer = await opened({ applicationName: 'ears' })
    const heard: string[] = []
    const stop = await layer.listen!('news', (payload) => heard.push(payload))
    await terminate('ears')
    await until(async () => {
      await layer.connection.sql!.query("select pg_notify('news', 'again')").catch(() => undefined)
      return heard.includes('again')
    })
    await stop()
    await layer.close()
  })
})

describe('a pool', () => {
  it('that is empty says that all its connections are taken', async () => {
    const layer = await opened({ max: 2, connectionTimeout: 100 })
    const busy = [1, 2].map(() => layer.connection.sql!.query('select pg_sleep(0.6)'))
    await expect(ids(layer.connection, shelf)).rejects.toMatchObject({
      code: 'connections_taken',
      message: expect.stringContaining('All 2 connections'),
    })
    await expect(layer.connection.transaction(async () => 1)).rejects.toMatchObject({
      code: 'connections_taken',
      retryable: true,
    })
    await Promise.all(busy)
    await expect(ids(layer.connection, shelf)).resolves.toBeDefined()
    await layer.close()
  })
  it('whose server has no connection left says so', async () => {
    await administrator.query(
      'create role few login connection limit 1; grant all on all tables in schema public to few',
    )
    const url = database.url.replace('ashlar@', 'few@')
    const layer = postgres({ url, max: 3, migrate: 'off' })
    await layer.open([shelf])
    const both = await Promise.allSettled(
      [1, 2].map(() => layer.connection.sql!.query('select pg_sleep(0.2)')),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'connections_taken', message: expect.stringContaining('no connection left') },
    })
    await layer.close()
  })
})

describe('a statement', () => {
  it('that takes longer than it may fails with `timeout`, whoever set the limit', async () => {
    const layer = await opened({ statementTimeout: 100 })
    await expect(layer.connection.sql!.query('select pg_sleep(5)')).rejects.toMatchObject({
      code: 'timeout',
      variables: { milliseconds: 100 },
    })
    await layer.close()
    const patient = await opened()
    const own = patient.connection.transaction(async ({ sql }) => {
      await sql!.query("set local statement_timeout to '80ms'")
      await sql!.query('select pg_sleep(5)')
    })
    await expect(own).rejects.toMatchObject({ code: 'timeout' })
    expect((await patient.connection.sql!.query('show statement_timeout')).rows).toEqual([
      { statement_timeout: '30s' },
    ])
    await patient.close()
  })
  const behind = [
    { where: 'on the server', pooled: false },
    { where: `behind a pooler${noPgbouncer ? ` (left out: ${noPgbouncer})` : ''}`, pooled: true },
  ]
  it.each(behind)(
    'ends $where when its caller is gone, in a transaction too, and gives its connection back',
    async ({ pooled }) => {
      if (pooled && noPgbouncer) return
      const pooler = pooled
        ? await startPgbouncer(database.url, { mode: 'transaction', size: 2 })
        : undefined
      const layer = await opened({ max: 1, applicationName: 'gone', prepare: !pooled }, pooler?.url)
      const slow = () => layer.connection.sql!.query('select pg_sleep(20)')
      for (const work of [slow, () => layer.connection.transaction(slow)]) {
        const controller = new AbortController()
        const call = outcome(currentContext().with(signalKey, controller.signal).run(work))
        await until(async () => (await running('gone')) === 1)
        controller.abort(new Error('hung up'))
        expect(await call).toMatchObject({ message: 'hung up' })
        expect(await running('gone')).toBe(0)
        expect(await ids(layer.connection, shelf, { limit: 0 })).toEqual([])
      }
      await layer.close()
      await pooler?.stop()
    },
  )
  it('of an action ends when its call is aborted, or when its time is up, and a transaction with it', async () => {
    class Page extends Resource('Page', { id: t.integer().primaryKey() }) {
      static actions = { all: read(Page) }
    }
    class Memo extends Resource('Memo', { id: t.integer().primaryKey() }) {
      static actions = {
        list: read(Memo, { timeout: 2000 }),
        all: read(Memo),
        add: createAction(Memo, {
          accept: ['id'],
          changes: [
            (changeset) =>
              changeset.beforeAction(async (same, { session }) =>
                session.run(Page.actions.all, {}).then(() => same),
              ),
          ],
        }),
      }
    }
    const layer = postgres({ url: database.url, max: 2, applicationName: 'acts' })
    const opening = await app<{ actor: never }>().open({
      resources: [Memo, Page],
      dataLayer: layer,
      onWarning: () => undefined,
    })
    const session = opening.session(null)
    const waiting = async () =>
      (
        await administrator.query(
          "select 1 from pg_stat_activity where application_name = 'acts' and wait_event_type = 'Lock'",
        )
      ).rowCount
    const calls: ((signal: AbortSignal) => Promise<unknown>)[] = [
      (signal: AbortSignal) => session.run(Memo.actions.all, {}, { signal }),
      (signal: AbortSignal) => session.run(Memo.actions.add, { id: 1 }, { signal }),
      () => session.run(Memo.actions.list, {}),
    ]
    await administrator.query('begin; lock table memos, pages in access exclusive mode')
    for (const call of calls) {
      const controller = new AbortController()
      const result = outcome(call(controller.signal))
      await until(async () => (await waiting()) === 1)
      if (call.length) controller.abort(new Error('hung up'))
      expect(String(await result)).toMatch(call.length ? /hung up/ : /took longer than 2000 ms/)
      await until(async () => (await waiting()) === 0)
    }
    await administrator.query('rollback')
    expect(await session.run(Memo.actions.all, {})).toEqual([])
    await opening.close()
  })
  it('of a caller who is gone before a connection is free is never sent', async () => {
    const layer = await opened({ max: 1 })
    const busy = layer.connection.sql!.query('select pg_sleep(0.3)')
    const controller = new AbortController()
    const waiting = outcome(
      currentContext()
        .with(signalKey, controller.signal)
        .run(() => createRecords(layer.connection, shelf, [{ id: 9001, room: 'W' }])),
    )
    controller.abort(new Error('hung up'))
    expect(await waiting).toMatchObject({ message: 'hung up' })
    await busy
    expect(await ids(layer.connection, shelf, { filter: ({ id }) => eq(id, 9001) })).toEqual([])
    await layer.close()
  })
  it('with more parameters than the protocol has is no lost connection', async () => {
    const layer = await opened()
    const many = Array.from({ length: 70_000 }, (_, index) => index)
    const text = `select 1 where 1 in (${many.map((_, index) => `$${index + 1}::int`).join(',')})`
    const error = await outcome(layer.connection.sql!.query(text, many))
    expect(error).not.toMatchObject({ code: 'connection_failed' })
    expect(await ids(layer.connection, shelf, { limit: 0 })).toEqual([])
    await layer.close()
  })
})
