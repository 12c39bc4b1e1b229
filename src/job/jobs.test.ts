import { expect, test } from 'vitest'
import { work, copy, Save, Task } from '../testing/job-engine/tasks.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { dbos } from './dbos/dbos.ts'
import { engineFor } from './engine-for.ts'
import { inProcess } from './in-process/in-process.ts'
import { exponential } from './job.ts'
import { jobs, type JobsOptions } from './jobs.ts'

const open = (options: JobsOptions, resources = [Task, Save]) => {
  const background = jobs(options)
  return work
    .open({ resources, dataLayer: memory(), extensions: [background], onError: () => {} })
    .then((app) => ({ app, background, session: app.system() }))
}

test('two jobs of one name are refused', async () => {
  await expect(open({ jobs: [copy(), copy()] })).rejects.toMatchObject({
    code: 'invalid_definition',
    message: 'Task: jobs.copy: another job has the same name. Give each job a name of its own.',
  })
})

test('a job on a resource that is not in the app is refused', async () => {
  await expect(open({ jobs: [copy()] }, [Save] as never)).rejects.toThrow(
    'works on Task, which is not a resource of the app',
  )
})

test.each([{ name: 'a b' }, { concurrency: 0 }, { maxAttempts: 1.5 }, { on: [] }])(
  'settings that cannot work are refused: %o',
  async (settings) => {
    await expect(open({ jobs: [copy(undefined, settings)] })).rejects.toMatchObject({
      code: 'invalid_definition',
    })
  },
)

test('a condition that mentions an unknown field is refused when the app opens', async () => {
  await expect(
    open({
      jobs: [
        copy(undefined, { where: (refs) => (refs as unknown as Record<string, never>)['titel']! }),
      ],
    }),
  ).rejects.toThrow('Did you mean "title"?')
})

test('jobs of no open app say so', async () => {
  await expect(jobs({ jobs: [copy()] }).scan()).rejects.toMatchObject({ code: 'assumption_failed' })
  expect(await jobs({ jobs: [copy()] }).stats()).toEqual({
    done: 0,
    skipped: 0,
    failed: [],
    pending: 0,
    running: 0,
  })
})

test('DBOS on a data layer that is no Postgres server is refused, with what to use', async () => {
  await expect(
    open({ engine: dbos({ databaseUrl: 'postgres://localhost/none' }), jobs: [copy()] }),
  ).rejects.toMatchObject({
    code: 'capability_missing',
    message:
      'The memory data layer has no Postgres server, which dbos() needs. Use inProcess(), or a data layer on a Postgres server.',
  })
})

test('the engine of a data layer is in-process unless it is a Postgres server', () => {
  const layer = memory()
  expect(engineFor(layer).name).toBe('in-process')
  const server = {
    ...layer,
    connection: { ...layer.connection, sql: { query: async () => ({ rows: [], affected: 0 }) } },
    can: () => true,
  }
  expect(engineFor(server).name).toBe('dbos')
})

test('what would escape into SQL is refused as a name of a schema or an app', () => {
  expect(() => dbos({ systemSchema: 'a"; drop' })).toThrow('is not a plain schema name')
  expect(() => dbos({ name: 'a/b' })).toThrow('cannot name an app')
})

test('the waiting between attempts can be replaced', async () => {
  const slept: number[] = []
  const sleep = async (milliseconds: number) => void slept.push(milliseconds)
  const failing = copy(
    () => {
      throw new RangeError('no')
    },
    { backoff: exponential, maxAttempts: 9 },
  )
  const { app, background, session } = await open({ engine: inProcess({ sleep }), jobs: [failing] })
  await session.run(Task.actions.write, { title: 'a' })
  expect((await background.idle()).failed).toHaveLength(1)
  expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  await app.close()
})

test('a backoff that throws makes the record fail, and stops nothing', async () => {
  const backoff = () => {
    throw new RangeError('no such delay')
  }
  const { app, background, session } = await open({
    jobs: [
      copy(({ title }) => (title === 'a' ? Promise.reject(new TypeError('no')) : undefined), {
        backoff,
      }),
    ],
  })
  await session.bulkCreate(Task.actions.write, [{ title: 'a' }, { title: 'b' }])
  expect(await background.idle()).toMatchObject({
    done: 1,
    failed: [{ error: expect.any(RangeError) }],
  })
  await app.close()
})

test('closing does not wait for what is to be tried again later', async () => {
  const { app, background, session } = await open({
    jobs: [copy(() => Promise.reject(new RangeError('no')), { backoff: () => 3_600_000 })],
  })
  const retry = new Promise((resolve) =>
    background.on(({ type }) => type === 'retry' && resolve(type)),
  )
  await session.run(Task.actions.write, { title: 'a' })
  await retry
  const idle = background.idle()
  await app.close()
  expect(await idle).toMatchObject({ done: 0 })
})

test('records that a scan finds are worked on in the order the job asks for', async () => {
  const ran: string[] = []
  const sorted = copy(({ title }) => ran.push(title), {
    concurrency: 1,
    sort: ['-title'],
    on: ['update'],
  })
  const { app, background, session } = await open({ jobs: [sorted] })
  for (const title of ['b', 'c', 'a']) await session.run(Task.actions.write, { title })
  await background.scan()
  await background.idle()
  expect(ran).toEqual(['c', 'b', 'a'])
  await app.close()
})

test('what failed is found again by a later look', async () => {
  let broken = true
  const { app, background, session } = await open({
    jobs: [
      copy(
        () => {
          if (broken) throw new RangeError('no')
        },
        { maxAttempts: 1 },
      ),
    ],
    every: 5,
  })
  await session.run(Task.actions.write, { title: 'a' })
  expect((await background.idle()).failed).toHaveLength(1)
  const done = new Promise((resolve) =>
    background.on(({ type }) => type === 'done' && resolve(type)),
  )
  broken = false
  expect(await done).toBe('done')
  expect(await background.idle()).toMatchObject({ done: 1, failed: [] })
  await app.close()
})
