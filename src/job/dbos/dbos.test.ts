import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jobEngineContract } from '../../testing/job-engine/job-engine-contract.ts'
import { work, copy, Save, Task } from '../../testing/job-engine/tasks.ts'
import { freshDatabase } from '../../../test/support/postgres-database.ts'
import { postgres } from '../../data-layer/postgres/postgres.ts'
import { jobs } from '../jobs.ts'
import { dbos } from './dbos.ts'
import { Lease } from './lease.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let client: pg.Client
beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client(database.url)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const open = (databaseUrl: string, name: string) => {
  const background = jobs({ engine: dbos({ databaseUrl, name, pollInterval: 10 }), jobs: [copy()] })
  return work
    .open({
      resources: [Task, Save],
      dataLayer: postgres({ url: database.url }),
      extensions: [background],
    })
    .then((app) => ({ app, background, session: app.system() }))
}

// One database and one app for all tests: DBOS makes its tables once, and knows the queue from the
// start.
jobEngineContract(
  { describe, test },
  {
    name: 'the DBOS engine on a Postgres server',
    open: async () => ({
      dataLayer: () => postgres({ url: database.url, max: 4 }),
      engine: (options) =>
        dbos({ ...options, databaseUrl: database.url, name: 'contract', pollInterval: 10 }),
      end: async () =>
        void (await client.query('truncate tasks, saves, dbos.workflow_status cascade')),
    }),
  },
)

test('a database other than the one of the data is refused', async () => {
  const other = await freshDatabase()
  await expect(open(other.url, 'elsewhere')).rejects.toThrow(
    'The databaseUrl of dbos() is not the database of the app’s data. Use the same URL for both.',
  )
  await other.drop()
})

test('finished hints are kept for a while and then removed', async () => {
  const hints = async () =>
    (
      await client.query<{ count: number }>(
        `select count(*)::int from dbos.workflow_status where application_name = 'pruned'`,
      )
    ).rows[0]?.count
  const first = await open(database.url, 'pruned')
  await first.session.bulkCreate(Task.actions.write, [{ title: 'a' }, { title: 'b' }])
  await first.background.idle()
  await first.app.close()
  expect(await hints()).toBe(2)
  const oldest = `(select min(workflow_uuid) from dbos.workflow_status where application_name = 'pruned')`
  await client.query(
    `update dbos.workflow_status set completed_at = completed_at - 90000000 where workflow_uuid = ${oldest}`,
  )
  const second = await open(database.url, 'pruned')
  expect(await hints()).toBe(1)
  await second.app.close()
})

test('a second engine in the same process is refused, and the first goes on', async () => {
  const { app, background, session } = await open(database.url, 'first')
  await expect(open(database.url, 'second')).rejects.toThrow(
    'DBOS already runs in this process. Use one dbos() per process, or inProcess().',
  )
  await session.run(Task.actions.write, { title: 'still' })
  expect(await background.idle()).toMatchObject({ done: 1 })
  await app.close()
})

test('an engine that is not told its database says how to', async () => {
  const { DATABASE_URL } = process.env
  delete process.env['DATABASE_URL']
  try {
    await expect(
      work.open({
        resources: [Task, Save],
        dataLayer: postgres({ url: database.url }),
        extensions: [jobs({ jobs: [copy()] })],
      }),
    ).rejects.toThrow('Pass `databaseUrl`, or set DATABASE_URL')
  } finally {
    if (DATABASE_URL !== undefined) process.env['DATABASE_URL'] = DATABASE_URL
  }
})

test('only the work of processes that are gone is given back to the queue', async () => {
  const store = { schema: 'dbos', application: 'leases' }
  const unexpected = (error: unknown) => expect.unreachable(String(error))
  const [mine, theirs] = [
    new Lease(database.url, store, unexpected),
    new Lease(database.url, store, unexpected),
  ]
  await Promise.all([mine.take(), theirs.take()])
  await client.query(
    `insert into dbos.workflow_status (workflow_uuid, status, name, queue_name, executor_id, application_name, application_version, created_at, updated_at, priority)
     select unnest($1::text[]), 'PENDING', 'ashlar.job', 'leases/copy', unnest($2::text[]), 'leases', 'leases', 0, 0, 0`,
    [
      ['mine', 'theirs'],
      [mine.executorId, theirs.executorId],
    ],
  )
  const pending = async () =>
    (
      await client.query<{ workflow_uuid: string }>(
        `select workflow_uuid from dbos.workflow_status where application_name = 'leases' and status = 'PENDING' order by 1`,
      )
    ).rows.map((row) => row.workflow_uuid)
  await mine.sweep()
  expect(await pending()).toEqual(['mine', 'theirs'])
  await theirs.release()
  await mine.sweep()
  expect(await pending()).toEqual(['mine'])
  await mine.release()
})
