import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgres, type PostgresOptions } from '../../src/data-layer/postgres/postgres.ts'
import { eq } from '../../src/expression/operators.ts'
import { author, book, library, loan } from '../../src/testing/data-layer/library.ts'
import { noPgbouncer, startPgbouncer } from '../support/pgbouncer.ts'
import {
  createRecords,
  ids,
  readRecords,
  updateRecords,
} from '../../src/testing/data-layer/plans.ts'
import { freshDatabase } from '../support/postgres-database.ts'

type Pooler = Awaited<ReturnType<typeof startPgbouncer>>
const title = noPgbouncer ? ` (left out: ${noPgbouncer})` : ''

describe.skipIf(noPgbouncer).each([
  { mode: 'transaction', options: { prepare: false } },
  { mode: 'session', options: {} },
  { mode: 'session', options: { prepare: false } },
] as const)(
  `a data layer behind PgBouncer in $mode mode, opened with $options${title}`,
  ({ mode, options }) => {
    let database: Awaited<ReturnType<typeof freshDatabase>>
    let pooler: Pooler
    beforeAll(async () => {
      database = await freshDatabase("set timezone to 'Asia/Tokyo'")
      // Fewer connections than the layer believes to have: transactions of many clients meet on
      // one.
      pooler = await startPgbouncer(database.url, { mode, size: mode === 'transaction' ? 3 : 20 })
    })
    afterAll(async () => {
      await pooler.stop()
      await database.drop()
    })
    const opened = async (more: Partial<PostgresOptions> = {}) => {
      const layer = postgres({ url: pooler.url, max: 8, ...options, ...more })
      await layer.open(library)
      return layer
    }

    test('reads and writes as many calls at once as on the server itself, and gives times and numbers whole', async () => {
      const layer = await opened()
      const { connection } = layer
      await createRecords(connection, author, [{ id: 1, name: 'Ada', email: null, born: null }])
      const acquiredAt = new Date('2026-03-29T01:30:00.123Z')
      const record = (id: number) => ({
        id,
        title: `Book ${id}`,
        pages: id,
        year: id,
        price: 0.1 + 0.2,
        acquiredAt,
        authorId: 1,
      })
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => createRecords(connection, book, [record(index)])),
      )
      const answers = await Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const [row] = await readRecords(connection, book, {
            filter: ({ id }) => eq(id, index),
            select: ['id', 'price', 'acquiredAt'],
            loads: { author: { select: ['id'] } },
          })
          return row
        }),
      )
      expect(answers).toEqual(
        Array.from({ length: 60 }, (_, id) => ({
          id,
          price: 0.1 + 0.2,
          acquiredAt,
          author: { id: 1 },
        })),
      )
      await layer.close()
    })
    test('keeps transactions and savepoints apart under load', async () => {
      const layer = await opened()
      const { connection } = layer
      await createRecords(connection, author, [{ id: 2, name: 'B', email: null, born: null }])
      await createRecords(connection, book, [
        { id: 500, title: 'counted', pages: 0, year: 500, authorId: 2 },
      ])
      const settled = await Promise.allSettled(
        Array.from({ length: 40 }, (_, index) =>
          connection.transaction(async (inner) => {
            const [row] = await readRecords(inner, book, {
              filter: ({ id }) => eq(id, 500),
              select: ['id', 'pages'],
              lock: 'update',
            })
            await inner
              .transaction(async (savepoint) => {
                await updateRecords(savepoint, book, ({ id }) => eq(id, 500), { pages: -1 })
                throw new Error('no')
              })
              .catch(() => undefined)
            await updateRecords(inner, book, ({ id }) => eq(id, 500), {
              pages: Number(row!.pages) + 1,
            })
            if (index % 4 === 0) throw new Error('undone')
          }),
        ),
      )
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(30)
      expect(
        await readRecords(connection, book, {
          filter: ({ id }) => eq(id, 500),
          select: ['id', 'pages'],
        }),
      ).toEqual([{ id: 500, pages: 30 }])
      await layer.close()
    })
    test('sets nothing that another client of the pooler meets', async () => {
      const layer = await opened({ statementTimeout: 4321 })
      await Promise.all(Array.from({ length: 20 }, () => ids(layer.connection, loan)))
      await layer.connection.transaction((connection) => ids(connection, loan))
      await layer.close()
      const other = new pg.Client(pooler.url)
      await other.connect()
      const { rows } = await other.query(
        "select current_setting('statement_timeout') as timeout, current_setting('timezone') as zone",
      )
      expect(rows).toEqual([{ timeout: '0', zone: expect.not.stringMatching('UTC') }])
      await other.end()
    })
    test('ends a statement at its time, or when its caller is gone', async () => {
      const layer = await opened({ statementTimeout: 150 })
      await expect(layer.connection.sql!.query('select pg_sleep(5)')).rejects.toMatchObject({
        code: 'timeout',
        variables: { milliseconds: 150 },
      })
      await expect(
        layer.connection.transaction((connection) => connection.sql!.query('select pg_sleep(5)')),
      ).rejects.toMatchObject({ code: 'timeout' })
      await layer.close()
    })
  },
)

describe.skipIf(noPgbouncer)(
  `a data layer that prepares behind PgBouncer in transaction mode${title}`,
  () => {
    test('says which option is missing', async () => {
      const database = await freshDatabase()
      const pooler = await startPgbouncer(database.url, { mode: 'transaction', size: 2 })
      const layer = postgres({ url: pooler.url, max: 8 })
      await layer.open(library)
      const inTransaction = () =>
        layer.connection.transaction((connection) => ids(connection, author))
      const outcomes = []
      for (let round = 0; round < 6; round++)
        outcomes.push(...(await Promise.allSettled(Array.from({ length: 8 }, inTransaction))))
      const errors = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as Error] : [],
      )
      expect(errors).not.toEqual([])
      for (const error of errors)
        expect(error).toMatchObject({
          code: 'assumption_failed',
          message: expect.stringContaining('prepare: false'),
        })
      // Outside of a transaction the statement is sent again as it is.
      await expect(
        Promise.all(Array.from({ length: 20 }, () => ids(layer.connection, author))),
      ).resolves.toHaveLength(20)
      await layer.close()
      await pooler.stop()
      await database.drop()
    })
  },
)
