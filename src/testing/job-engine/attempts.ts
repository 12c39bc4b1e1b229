import { ForbiddenError } from '../../error/forbidden-error.ts'
import { LmAuthError, LmRateLimitError } from '../../error/lm-error.ts'
import { Cancel, Snooze } from '../../job/outcome.ts'
import type { Tests } from '../contract.ts'
import { expect } from '../expect.ts'
import { gate, type JobFixture, saves, untilStart, types } from './fixture.ts'
import { copy, finish, Task } from './tasks.ts'

/** What happens to an attempt that fails, takes too long, or postpones itself. */
export const attempting = {
  'a failed attempt is repeated after the backoff': async ({ open }) => {
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
  },
  'a provider that says when to come back is waited for': async ({ open }) => {
    const task = copy((_, { attempt }) => {
      if (attempt === 1) throw new LmRateLimitError('slow down', { retryAfterSeconds: 0.03 })
    })
    const { session, background, events } = await open([task])
    await session.run(Task.actions.write, { title: 'a' })
    expect(await background.idle()).toMatchObject({ done: 1 })
    expect(events.find(({ type }) => type === 'retry')).toMatchObject({ delay: 30 })
  },
  'the last failed attempt is reported once, the others go on, and a later start finishes the record':
    async ({ open, close }) => {
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
    },
  'what another attempt cannot fix is not tried again': async ({ open }) => {
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
    const { failed } = await background.idle()
    expect(failed).toHaveLength(2)
    for (const { error } of failed) expect(Object.values(errors)).toContain(error)
    expect(types(events).filter((type) => type === 'retry')).toEqual([])
    expect(reported).toHaveLength(2)
  },
  'a save that another one overtook is not a failure': async ({ open }) => {
    const { session, background } = await open([
      copy(({ id }, context) => finish(context.session, { id, title: 'a' } as Task)),
    ])
    await session.run(Task.actions.write, { title: 'a' })
    expect(await background.idle()).toEqual({ done: 0, skipped: 1, failed: [] })
    expect(await saves(session)).toEqual(['a'])
  },
  'an attempt that takes longer than its time is aborted and repeated': async ({ open }) => {
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
  },
  'a snooze looks again later and uses up no attempt': async ({ open }) => {
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
  },
  'a canceled record is left alone and is not a failure': async ({ open }) => {
    const { session, background, events, reported } = await open([
      copy(() => {
        throw new Cancel('nothing to copy')
      }),
    ])
    await session.run(Task.actions.write, { title: 'a' })
    expect(await background.idle()).toEqual({ done: 0, skipped: 1, failed: [] })
    expect(events.at(-1)).toMatchObject({ type: 'cancelled', reason: 'nothing to copy' })
    expect(reported).toEqual([])
  },
} satisfies Tests<JobFixture>

/** What is left when an app closes, and found when it opens. */
export const closing = {
  'closing waits for what runs': async ({ open, close }) => {
    const blocked = gate()
    const first = await open([copy(() => blocked.promise)])
    const started = untilStart(first.background)
    await first.session.run(Task.actions.write, { title: 'a' })
    await started
    const ended = close(first)
    blocked.resolve()
    await ended
    expect(types(first.events)).toEqual(['queued', 'started', 'done'])
    const second = await open([copy()])
    expect(await second.background.idle()).toMatchObject({ done: 0 })
    expect(await saves(second.session)).toEqual(['a'])
  },
  'what takes too long at closing is aborted and handed back: a later start does it': async ({
    open,
    close,
  }) => {
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
    expect(reason === undefined).toBe(false)
    expect(types(first.events)).toEqual(['queued', 'started', 'released'])
    expect(first.reported).toEqual([])
    const second = await open([copy()])
    expect(await second.background.idle()).toMatchObject({ done: 1, failed: [] })
    expect(await saves(second.session)).toEqual(['a'])
  },
  'opening the app finds the records that still need the work, unless scanning is disabled':
    async ({ open, close }) => {
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
    },
  'a listener that throws is reported and stops nothing': async ({ open }) => {
    const { session, background, reported } = await open([copy()])
    const off = background.on(() => {
      throw new RangeError('no')
    })
    await session.run(Task.actions.write, { title: 'a' })
    expect(await background.idle()).toMatchObject({ done: 1 })
    expect(reported.map(({ error }) => error instanceof RangeError)).toEqual([true, true, true])
    off()
  },
} satisfies Tests<JobFixture>
