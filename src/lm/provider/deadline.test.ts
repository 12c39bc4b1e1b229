import { expect, test } from 'vitest'
import { withDeadline } from './deadline.ts'

const failed = { provider: 'test', model: 'm' }

test('a call that throws before it gives a promise rejects, and leaves no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const call = () => {
    throw new Error('at once')
  }
  await expect(withDeadline(call, 100_000, failed)).rejects.toThrow('at once')
  expect(timers()).toBe(before)
})

test.each([Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 40])(
  'a deadline of %d ms, longer than a timer can run, does not fall at once',
  async (timeout) => {
    const soon = () => new Promise<string>((resolve) => setTimeout(resolve, 20, 'answered'))
    expect(await withDeadline(soon, timeout, failed)).toBe('answered')
  },
)
