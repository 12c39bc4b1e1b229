import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Slots } from './worker.ts'

test('no more than the size run at a time, in the order they came, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.scheduler(),
      fc.array(fc.boolean(), { maxLength: 12 }),
      async (size, scheduler, outcomes) => {
        const slots = new Slots(size)
        const started: number[] = []
        let running = 0
        const all = outcomes.map((succeeds, index) =>
          slots.run(async () => {
            started.push(index)
            running += 1
            expect(running).toBeLessThanOrEqual(size)
            await scheduler.schedule(Promise.resolve())
            running -= 1
            if (!succeeds) throw new RangeError('no')
          }),
        )
        const settled = Promise.allSettled(all)
        await scheduler.waitFor(settled)
        expect((await settled).map(({ status }) => status === 'fulfilled')).toEqual(outcomes)
        expect(started).toEqual(outcomes.map((_, index) => index))
      },
    ),
  )
})
