import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '../../src/action/contract/session.ts'
import type { DataLayer } from '../../src/data-layer/data-layer.ts'
import type { App } from '../../src/app/app.ts'
import { ForbiddenError } from '../../src/error/forbidden-error.ts'
import { LmAuthError, LmRateLimitError } from '../../src/error/lm-error.ts'
import { Cancel, Snooze } from '../../src/job/outcome.ts'
import type { JobEngine } from '../../src/job/engine.ts'
import type { JobEvent } from '../../src/job/event.ts'
import type { AnyJob } from '../../src/job/job.ts'
import { type Jobs, jobs, type JobsOptions } from '../../src/job/jobs.ts'
import { work } from '../support/job/app.ts'
import { copy, finish } from '../support/job/copy.ts'
import { Save } from '../support/job/save.ts'
import { Task } from '../support/job/task.ts'

/** Where the suite runs: data that stays while an app is closed and opened again, and an engine on it. */
export interface EngineFixture {
  dataLayer(): DataLayer
  engine(options: { readonly grace?: number }): JobEngine
  end(): Promise<void>
}

interface Opened {
  readonly app: App<{ readonly id: string }>
  readonly session: Session
  readonly background: Jobs
  readonly events: readonly JobEvent[]
  readonly reported: readonly { readonly error: unknown; readonly where: string }[]
}

/** A promise and what settles it. */
const gate = () => Promise.withResolvers<void>()

/** What every job engine must do. */
export const jobEngineContract = (name: string, make: () => Promise<EngineFixture>): void => {
  describe(`${name} as a job engine`, () => {
    let fixture: EngineFixture
    let opened: Opened[] = []
    beforeEach(async () => {
      fixture = await make()
    })
    afterEach(async () => {
      for (const { app } of opened.splice(0)) await app.close()
      await fixture.end()
    })

    const open = async (
      declared: readonly AnyJob[],
      options: Partial<JobsOptions> & { readonly grace?: number } = {},
    ): Promise<Opened> => {
      const events: JobEvent[] = []
      const reported: { error: unknown; where: string }[] = []
      const { grace, ...rest } = options
      const background = jobs({
        engine: fixture.engine(grace === undefined ? {} : { grace }),
        jobs: declared,
        onEvent: (event) => events.push(event),
        ...rest,
      })
      const app = await work.open({
        resources: [Task, Save],
        dataLayer: fixture.dataLayer(),
        extensions: [background],
        onError: (error, where) => void reported.push({ error, where }),
      })
      const made = { app, session: app.system(), background, events, reported }
      opened.push(made)
      return made
    }
    const close = async (which: Opened) => {
      opened = opened.filter((other) => other !== which)
      await which.app.close()
    }
    const types = (events: readonly JobEvent[]) => events.map(({ type }) => type)
    const saves = async (session: Session) =>
      (await session.query(Save, { sort: ['title'] })).map(({ title }) => title)

    test('a committed write is worked on once, outside any transaction', async () => {
      const inside: boolean[] = []
      const { session, background, events } = await open([
        copy(
          async (_, context) =>
            void inside.push(await context.session.run(Task.actions.inTransaction, {})),
        ),
      ])
      const { id } = await session.run(Task.actions.write, { title: 'a' })
      expect(await background.idle()).toEqual({ done: 1, skipped: 0, failed: [] })
      expect(await session.get(Task, id)).toMatchObject({ result: 'a' })
      expect(await saves(session)).toEqual(['a'])
      expect(inside).toEqual([false])
      expect(types(events)).toEqual(['queued', 'started', 'done'])
      expect(events[0]).toMatchObject({ job: 'copy', key: { id } })
    })

    test('a write that is rolled back leaves no job', async () => {
      const { session, background, events } = await open([copy()])
      const rolledBack = session.transaction(async (inner) => {
        await inner.run(Task.actions.write, { title: 'a' })
        throw new RangeError('undo')
      })
      await expect(rolledBack).rejects.toThrow(RangeError)
      expect(await background.stats()).toEqual({
        done: 0,
        skipped: 0,
        failed: [],
        running: 0,
        pending: 0,
      })
      expect(events).toEqual([])
    })

    test('writes of one transaction are worked on after its commit, and each record once', async () => {
      const { session, background } = await open([copy()])
      const started: number[] = []
      background.on(({ type }) => type === 'started' && started.push(1))
      await session.transaction(async (inner) => {
        const { id } = await inner.run(Task.actions.write, { title: 'a' })
        await inner.run(Task.actions.retitle, { id, title: 'b' })
        await inner.run(Task.actions.retitle, { id, title: 'c' })
        expect(started).toEqual([])
      })
      expect(await background.idle()).toMatchObject({ done: 1, failed: [] })
      expect(await saves(session)).toEqual(['c'])
    })

    test('each record of a bulk write is worked on', async () => {
      const { session, background } = await open([copy()])
      await session.bulkCreate(Task.actions.write, [{ title: 'a' }, { title: 'b' }, { title: 'c' }])
      expect(await background.idle()).toMatchObject({ done: 3 })
      expect(await saves(session)).toEqual(['a', 'b', 'c'])
    })

    test('a record that needs no work gives no job', async () => {
      const { session, background, events } = await open([copy(undefined, { on: ['update'] })])
      const { id } = await session.run(Task.actions.write, { title: 'a' })
      await session.run(Task.actions.finish, { id, result: 'a' })
      await session.run(Task.actions.remove, { id })
      expect(await background.idle()).toEqual({ done: 0, skipped: 0, failed: [] })
      expect(events).toEqual([])
    })

    test('a record that needs the work no more when its turn comes is skipped, as is one that is gone', async () => {
      const blocked = gate()
      const ran: string[] = []
      const { session, background } = await open([
        copy(
          async ({ title }) => (ran.push(title), title === 'first' ? blocked.promise : undefined),
          { name: 'one-by-one', concurrency: 1 },
        ),
      ])
      const started = new Promise<void>((resolve) =>
        background.on(({ type }) => type === 'started' && resolve()),
      )
      await session.run(Task.actions.write, { title: 'first' })
      await started
      const done = await session.run(Task.actions.write, { title: 'done' })
      const gone = await session.run(Task.actions.write, { title: 'gone' })
      await session.run(Task.actions.finish, { id: done.id, result: 'done' })
      await session.run(Task.actions.remove, { id: gone.id })
      blocked.resolve()
      expect(await background.idle()).toEqual({ done: 1, skipped: 2, failed: [] })
      expect(ran).toEqual(['first'])
    })

    test('hints for a record that waits already are one', async () => {
      const blocked = gate()
      const ran: string[] = []
      const one = copy(
        async ({ title }) => (ran.push(title), title === 'first' ? blocked.promise : undefined),
        { name: 'one-by-one', concurrency: 1 },
      )
      const { session, background } = await open([one])
      const started = new Promise<void>((resolve) =>
        background.on(({ type }) => type === 'started' && resolve()),
      )
      await session.run(Task.actions.write, { title: 'first' })
      await started
      const task = await session.run(Task.actions.write, { title: 'b' })
      for (const title of ['c', 'd', 'e'])
        await session.run(Task.actions.retitle, { id: task.id, title })
      await background.enqueue(one, task)
      expect(await background.stats()).toMatchObject({ running: 1, pending: 1 })
      blocked.resolve()
      expect(await background.idle()).toEqual({ done: 2, skipped: 0, failed: [] })
      expect(ran).toEqual(['first', 'e'])
    })

    test('a record that is written while it is worked on is looked at once more, and never by two at a time', async () => {
      const blocked = gate()
      const ran: string[] = []
      const { session, background } = await open([
        copy(async ({ title }) => (ran.push(title), title === 'old' ? blocked.promise : undefined)),
      ])
      const started = new Promise<void>((resolve) =>
        background.on(({ type }) => type === 'started' && resolve()),
      )
      const { id } = await session.run(Task.actions.write, { title: 'old' })
      await started
      await session.run(Task.actions.retitle, { id, title: 'new' })
      expect(await background.stats()).toMatchObject({ running: 1 })
      blocked.resolve()
      expect(await background.idle()).toMatchObject({ done: 2, failed: [] })
      expect(ran).toEqual(['old', 'new'])
      expect(await session.get(Task, id)).toMatchObject({ result: 'new' })
    })

    test('no more run at a time than the concurrency says, and as many', async () => {
      let running = 0
      let most = 0
      let pair = gate()
      const { session, background } = await open([
        copy(async () => {
          running += 1
          most = Math.max(most, running)
          const mine = pair
          if (running === 2) {
            pair = gate()
            mine.resolve()
          }
          await mine.promise
          running -= 1
        }),
      ])
      await session.bulkCreate(
        Task.actions.write,
        ['a', 'b', 'c', 'd', 'e', 'f'].map((title) => ({ title })),
      )
      expect(await background.idle()).toMatchObject({ done: 6 })
      expect(most).toBe(2)
    })

    test('a failed attempt is repeated after the backoff', async () => {
      const attempts: number[] = []
      const task = copy(
        (_, { attempt }) => {
          attempts.push(attempt)
          if (attempt < 3) throw new RangeError('not yet')
        },
        { backoff: (attempt) => attempt * 2 },
      )
      const { session, background, events, reported } = await open([task])
      await session.run(Task.actions.write, { title: 'a' })
      expect(await background.idle()).toEqual({ done: 1, skipped: 0, failed: [] })
      expect(attempts).toEqual([1, 2, 3])
      expect(
        events.flatMap((event) => (event.type === 'retry' ? [[event.attempt, event.delay]] : [])),
      ).toEqual([
        [1, 2],
        [2, 4],
      ])
      expect(reported).toEqual([])
    })

    test('a provider that says when to come back is waited for', async () => {
      const task = copy((_, { attempt }) => {
        if (attempt === 1) throw new LmRateLimitError('slow down', { retryAfterSeconds: 0.03 })
      })
      const { session, background, events } = await open([task])
      await session.run(Task.actions.write, { title: 'a' })
      expect(await background.idle()).toMatchObject({ done: 1 })
      expect(events.find(({ type }) => type === 'retry')).toMatchObject({ delay: 30 })
    })

    test('the last failed attempt is reported once, the others go on, and a later start finishes the record', async () => {
      let broken = true
      const task = copy(
        ({ title }) => {
          if (broken && title === 'b') throw new RangeError('it hurts')
        },
        { maxAttempts: 2 },
      )
      const first = await open([task])
      const [, failing] = (
        await first.session.bulkCreate(
          Task.actions.write,
          ['a', 'b', 'c'].map((title) => ({ title })),
        )
      ).outcomes
      const report = await first.background.idle()
      expect(report).toMatchObject({
        done: 2,
        skipped: 0,
        failed: [{ job: 'copy', error: { message: 'it hurts' } }],
      })
      expect(first.reported).toHaveLength(1)
      expect(first.reported[0]?.where).toBe(
        `job copy on Task with id "${failing?.ok && failing.record.id}", attempt 2 of 2; a later start tries again`,
      )
      await close(first)
      broken = false
      const second = await open([task])
      expect(await second.background.idle()).toEqual({ done: 1, skipped: 0, failed: [] })
      expect(await saves(second.session)).toEqual(['a', 'b', 'c'])
    })

    test('what another attempt cannot mend is not tried again', async () => {
      const errors = {
        a: new LmAuthError('no such key'),
        b: new ForbiddenError({ resource: 'Task', action: 'finish' }),
      }
      const { session, background, events, reported } = await open([
        copy(({ title }) => {
          throw errors[title as keyof typeof errors]
        }),
      ])
      await session.bulkCreate(Task.actions.write, [{ title: 'a' }, { title: 'b' }])
      expect((await background.idle()).failed.map(({ error }) => error)).toEqual(
        expect.arrayContaining([errors.a, errors.b]),
      )
      expect(types(events)).not.toContain('retry')
      expect(reported).toHaveLength(2)
    })

    test('a save that another overtook is no failure', async () => {
      const { session, background } = await open([
        copy(({ id }, context) => finish(context.session, { id, title: 'a' } as Task)),
      ])
      await session.run(Task.actions.write, { title: 'a' })
      expect(await background.idle()).toEqual({ done: 0, skipped: 1, failed: [] })
      expect(await saves(session)).toEqual(['a'])
    })

    test('an attempt that takes longer than its time is aborted and repeated', async () => {
      const aborted: boolean[] = []
      const task = copy(
        (_, { attempt, signal }) =>
          attempt === 1
            ? new Promise<void>(() => {
                signal.addEventListener('abort', () => aborted.push(true))
              })
            : undefined,
        { timeout: 1000 },
      )
      const { session, background, events } = await open([task])
      await session.run(Task.actions.write, { title: 'a' })
      expect(await background.idle()).toMatchObject({ failed: [] })
      expect(aborted).toEqual([true])
      expect(await saves(session)).toEqual(['a'])
      expect(events.find(({ type }) => type === 'retry')).toMatchObject({
        error: { code: 'timeout' },
      })
    })

    test('a snooze looks again later and uses up no attempt', async () => {
      let snoozes = 0
      const attempts: number[] = []
      const task = copy(
        (_, { attempt }) => {
          attempts.push(attempt)
          if (snoozes++ < 2) throw new Snooze(0.001)
        },
        { maxAttempts: 1 },
      )
      const { session, background, events } = await open([task])
      await session.run(Task.actions.write, { title: 'a' })
      expect(await background.idle()).toEqual({ done: 1, skipped: 0, failed: [] })
      expect(attempts).toEqual([1, 1, 1])
      expect(types(events).filter((type) => type === 'snoozed')).toHaveLength(2)
    })

    test('a cancelled record is left alone and is no failure', async () => {
      const { session, background, events, reported } = await open([
        copy(() => {
          throw new Cancel('nothing to copy')
        }),
      ])
      await session.run(Task.actions.write, { title: 'a' })
      expect(await background.idle()).toEqual({ done: 0, skipped: 1, failed: [] })
      expect(events.at(-1)).toMatchObject({ type: 'cancelled', reason: 'nothing to copy' })
      expect(reported).toEqual([])
    })

    test('closing waits for what runs', async () => {
      const blocked = gate()
      const first = await open([copy(() => blocked.promise)])
      const started = new Promise<void>((resolve) =>
        first.background.on(({ type }) => type === 'started' && resolve()),
      )
      await first.session.run(Task.actions.write, { title: 'a' })
      await started
      const closing = close(first)
      blocked.resolve()
      await closing
      expect(types(first.events)).toEqual(['queued', 'started', 'done'])
      const second = await open([copy()])
      expect(await second.background.idle()).toMatchObject({ done: 0 })
      expect(await saves(second.session)).toEqual(['a'])
    })

    test('what takes too long at closing is aborted and handed back: a later start does it', async () => {
      let reason: unknown
      const running = gate()
      const endless = copy((_, { signal }) => {
        signal.addEventListener('abort', () => (reason = signal.reason))
        running.resolve()
        return new Promise<void>(() => {})
      })
      const first = await open([endless], { grace: 1 })
      await first.session.run(Task.actions.write, { title: 'a' })
      await running.promise
      await close(first)
      expect(reason).toBeDefined()
      expect(types(first.events)).toEqual(['queued', 'started', 'released'])
      expect(first.reported).toEqual([])
      const second = await open([copy()])
      expect(await second.background.idle()).toMatchObject({ done: 1, failed: [] })
      expect(await saves(second.session)).toEqual(['a'])
    })

    test('opening the app finds the records that still need the work, unless told not to', async () => {
      const without = await open([])
      await without.session.bulkCreate(
        Task.actions.write,
        Array.from({ length: 7 }, (_, number) => ({ title: `task ${number}` })),
      )
      await close(without)
      const still = await open([copy()], { scanOnStart: false })
      expect(await still.background.idle()).toMatchObject({ done: 0 })
      await still.background.scan()
      expect(await still.background.idle()).toMatchObject({ done: 7, skipped: 0, failed: [] })
    })

    test('a listener that throws is reported and stops nothing', async () => {
      const { session, background, reported } = await open([copy()])
      const off = background.on(() => {
        throw new RangeError('no')
      })
      await session.run(Task.actions.write, { title: 'a' })
      expect(await background.idle()).toMatchObject({ done: 1 })
      expect(reported.map(({ error }) => error)).toEqual([
        expect.any(RangeError),
        expect.any(RangeError),
        expect.any(RangeError),
      ])
      off()
    })
  })
}
