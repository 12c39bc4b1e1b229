import { expect, test } from 'vitest'
import { Tally } from './tally.ts'

const failing = (tally: Tally, n: number, error: unknown = new Error(`failure ${n}`)) => {
  const common = { job: 'copy', key: { id: n }, tenant: undefined }
  tally.count({ ...common, type: 'started', attempt: 1 })
  tally.count({ ...common, type: 'failed', attempt: 1, error })
}

test('the last thousand failures are kept with their errors, of those before only their number', () => {
  const tally = new Tally()
  for (let n = 0; n < 20_000; n++) failing(tally, n)
  const { failed, moreFailed } = tally.report
  expect([failed.length, moreFailed]).toEqual([1000, 19_000])
  expect([failed[0]?.key, failed.at(-1)?.key]).toEqual([{ id: 19_000 }, { id: 19_999 }])
})
test('a record that fails again is one failure, and none when it is done', () => {
  const tally = new Tally()
  failing(tally, 1)
  failing(tally, 2)
  failing(tally, 1, new Error('again'))
  expect(tally.report.failed.map(({ key, error }) => [key, (error as Error).message])).toEqual([
    [{ id: 2 }, 'failure 2'],
    [{ id: 1 }, 'again'],
  ])
  tally.count({ job: 'copy', key: { id: 1 }, tenant: undefined, type: 'started', attempt: 2 })
  tally.count({ job: 'copy', key: { id: 1 }, tenant: undefined, type: 'done', attempt: 2 })
  expect(tally.report).toMatchObject({ failed: [{ key: { id: 2 } }], done: 1 })
})
