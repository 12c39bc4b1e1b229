import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { work, Save, Task } from '../testing/job-engine/tasks.ts'
import { dataLayerAt } from '../../test/support/job/places.ts'
import { freshDatabase } from '../../test/support/postgres-database.ts'

const script = join(import.meta.dirname, '../../test/support/job/crash.ts')
const COUNT = 24

interface Limits {
  readonly writes: number
  readonly works: number
}

/** The program, running on a place. */
const start = (place: string, { writes, works }: Limits) => {
  const child = spawn(
    process.execPath,
    [script, place, String(COUNT), String(writes), String(works)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const lines: string[] = []
  const watchers = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const look of watchers) look()
  })
  /** All it said until it ended, of itself or not. */
  const ended = once(child, 'close').then((): readonly string[] => lines)
  /** Resolves as soon as what it said so far fits. */
  const said = (fits: (lines: readonly string[]) => boolean) =>
    new Promise<void>((resolve) => watchers.add(() => fits(lines) && resolve()))
  return { ended, said, kill: () => child.kill('SIGKILL') }
}

/** Runs the program, and kills it without warning as soon as what it said fits. */
const run = async (
  place: string,
  limits: Limits,
  fits: (lines: readonly string[]) => boolean = () => false,
): Promise<readonly string[]> => {
  const { ended, said, kill } = start(place, limits)
  void said(fits).then(kill)
  return ended
}

const count = (lines: readonly string[], line: string) =>
  lines.filter((other) => other === line).length

const afterwards = async (place: string) => {
  const app = await work.open({ resources: [Task, Save], dataLayer: dataLayerAt(place) })
  const session = app.system()
  const tasks = await session.query(Task, { sort: ['title'] })
  const saves = await session.query(Save, { sort: ['title'] })
  await app.close()
  return {
    tasks: tasks.map(({ title, result }) => [title, result]),
    saves: saves.map(({ title }) => title),
  }
}

const titles = Array.from({ length: COUNT }, (_, number) => `task ${number}`).toSorted()

/**
 * Killed in the middle of a write and of a job, killed in the middle of a job, then left to finish.
 */
const crashTwice = async (place: string): Promise<void> => {
  const writing = await run(place, { writes: 12, works: 5 }, (lines) => lines.includes('writing'))
  expect([count(writing, 'wrote'), count(writing, 'done')]).toEqual([12, 5])
  const working = await run(
    place,
    { writes: COUNT, works: 6 },
    (lines) => lines.includes('written') && count(lines, 'done') === 6,
  )
  expect(working.some((line) => line.startsWith('report'))).toBe(false)
  checkFinished(await run(place, { writes: COUNT, works: COUNT }), await afterwards(place))
}

const checkFinished = (
  lines: readonly string[],
  { tasks, saves }: Awaited<ReturnType<typeof afterwards>>,
): void => {
  expect(lines.filter((line) => line.startsWith('error'))).toEqual([])
  expect(lines.at(-1)).toMatch(/^report \{"done":\d+,"skipped":\d+,"failed":0\}$/)
  expect(tasks).toEqual(titles.map((title) => [title, title]))
  expect(saves).toEqual(titles)
}

test('after kill -9 on PGlite every record ends done, once, and none is lost', {
  timeout: 180_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-job-'))
  await crashTwice(join(folder, 'data'))
  await rm(folder, { recursive: true })
})

test('after kill -9 on a Postgres server with DBOS every record ends done, once, and none is lost', {
  timeout: 180_000,
}, async () => {
  const database = await freshDatabase()
  await crashTwice(database.url)
  await database.drop()
})

test('what a killed process was at is finished by another that runs', {
  timeout: 180_000,
}, async () => {
  const database = await freshDatabase()
  const first = start(database.url, { writes: COUNT, works: 6 })
  await first.said((lines) => lines.includes('written') && count(lines, 'done') === 6)
  const second = start(database.url, { writes: COUNT, works: COUNT })
  await second.said((lines) => lines.includes('written'))
  first.kill()
  await first.ended
  checkFinished(await second.ended, await afterwards(database.url))
  await database.drop()
})
