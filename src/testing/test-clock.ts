import { DefinitionError } from '../error/definition-error.ts'
import { addTime, type TimeUnit } from '../expression/time.ts'

/**
 * A clock that stands still until a test moves it. It is the function that `clockKey` and `memory({
 * now })` take.
 */
export interface TestClock {
  (): Date
  set(time: Date | string): void
  /** Moves it by so many units; backwards where the amount is negative. */
  advance(amount: number, unit: TimeUnit): void
}

const timeOf = (time: Date | string): Date => {
  const date = new Date(time)
  if (Number.isNaN(date.getTime()))
    throw new DefinitionError({
      resource: 'testClock',
      problem: `"${String(time)}" is not a time`,
      fix: "Write it with its zone: '2026-01-31T12:00:00Z'.",
    })
  return date
}

/**
 * @example
 * const clock = testClock('2026-01-31T12:00:00Z')
 * const opened = await desk.open({ resources, dataLayer: memory({ now: clock }), context: Context.empty.with(clockKey, clock) })
 * clock.advance(2, 'day')
 */
export const testClock = (start: Date | string = '2026-01-01T00:00:00Z'): TestClock => {
  let time = timeOf(start)
  return Object.assign(() => new Date(time), {
    set: (next: Date | string) => {
      time = timeOf(next)
    },
    advance: (amount: number, unit: TimeUnit) => {
      time = addTime(time, amount, unit)
    },
  })
}
