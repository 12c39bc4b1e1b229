import { expect, test } from 'vitest'
import { retryAfterSeconds } from './provider-error.ts'

const now = () => Date.parse('2026-01-31T12:00:00Z')

test.each([
  [{ 'retry-after': '7' }, 7],
  [{ 'retry-after': '0.5' }, 0.5],
  [{ 'retry-after': '-3' }, 0],
  [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1.5],
  [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9],
  [{ 'retry-after': 'Sat, 31 Jan 2026 12:00:30 GMT' }, 30],
  [{ 'retry-after': 'Sat, 31 Jan 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'later' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{}, undefined],
])('%o asks to wait for %s seconds', (headers, seconds) => {
  expect(retryAfterSeconds(headers, now)).toBe(seconds)
})
