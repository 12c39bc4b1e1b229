import type { Tests } from '../contract.ts'
import { expect } from '../expect.ts'
import { gate, type JobFixture, saves, untilStart, types } from './fixture.ts'
import { copy, Task } from './tasks.ts'

/** Which records are worked on, when, and how many at a time. */
export const working = {
  'a committed write is worked on once, outside any transaction': async ({ open }) => {
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
  },
  'a write that is rolled back leaves no job': async ({ open }) => {
    const { session, background, events } = await open([copy()])
    const rolledBack = session.transaction(async (inner) => {
      await inner.run(Task.actions.write, { title: 'a' })
      throw new RangeError('undo')
    })
    await expect(rolledBack).toRejectWith({ name: 'RangeError' })
    expect(await background.stats()).toEqual({
      done: 0,
      skipped: 0,
      failed: [],
      running: 0,
      pending: 0,
    })
    expect(events).toEqual([])
  },
  'writes of one transaction are worked on after its commit, and each record once': async ({
    open,
  }) => {
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
  },
  'each record of a bulk write is worked on': async ({ open }) => {
    const { session, background } = await open([copy()])
    await session.bulkCreate(Task.actions.write, [{ title: 'a' }, { title: 'b' }, { title: 'c' }])
    expect(await background.idle()).toMatchObject({ done: 3 })
    expect(await saves(session)).toEqual(['a', 'b', 'c'])
  },
  'a record that needs no work starts no job': async ({ open }) => {
    const { session, background, events } = await open([copy(undefined, { on: ['update'] })])
    const { id } = await session.run(Task.actions.write, { title: 'a' })
    await session.run(Task.actions.finish, { id, result: 'a' })
    await session.run(Task.actions.remove, { id })
    expect(await background.idle()).toEqual({ done: 0, skipped: 0, failed: [] })
    expect(events).toEqual([])
  },
  'a record that needs the work no more when its turn comes is skipped, as is one that is gone':
    async ({ open }) => {
      const blocked = gate()
      const ran: string[] = []
      const { session, background } = await open([
        copy(
          async ({ title }) => (ran.push(title), title === 'first' ? blocked.promise : undefined),
          { name: 'one-by-one', concurrency: 1 },
        ),
      ])
      const started = untilStart(background)
      await session.run(Task.actions.write, { title: 'first' })
      await started
      const done = await session.run(Task.actions.write, { title: 'done' })
      const removal = await session.run(Task.actions.write, { title: 'gone' })
      await session.run(Task.actions.finish, { id: done.id, result: 'done' })
      await session.run(Task.actions.remove, { id: removal.id })
      blocked.resolve()
      expect(await background.idle()).toEqual({ done: 1, skipped: 2, failed: [] })
      expect(ran).toEqual(['first'])
    },
  'hints for a record that waits already are one': async ({ open }) => {
    const blocked = gate()
    const ran: string[] = []
    const one = copy(
      async ({ title }) => (ran.push(title), title === 'first' ? blocked.promise : undefined),
      { name: 'one-by-one', concurrency: 1 },
    )
    const { session, background } = await open([one])
    const started = untilStart(background)
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
  },
  'a record that is written while it is worked on is looked at once more, and never by two at a time':
    async ({ open }) => {
      const blocked = gate()
      const ran: string[] = []
      const { session, background } = await open([
        copy(async ({ title }) => (ran.push(title), title === 'old' ? blocked.promise : undefined)),
      ])
      const started = untilStart(background)
      const { id } = await session.run(Task.actions.write, { title: 'old' })
      await started
      await session.run(Task.actions.retitle, { id, title: 'new' })
      expect(await background.stats()).toMatchObject({ running: 1 })
      blocked.resolve()
      expect(await background.idle()).toMatchObject({ done: 2, failed: [] })
      expect(ran).toEqual(['old', 'new'])
      expect(await session.get(Task, id)).toMatchObject({ result: 'new' })
    },
  'no more run at a time than the concurrency says, and as many': async ({ open }) => {
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
  },
} satisfies Tests<JobFixture>
