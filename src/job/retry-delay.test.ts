import { expect, test } from 'vitest'
import {
  ConnectionsTakenError,
  TransactionBlockedError,
  TransactionConflictError,
} from '../data-layer/errors.ts'
import { AssumptionFailedError } from '../error/ashlar-error.ts'
import { ConnectionFailedError } from '../error/connection-failed.ts'
import { ForbiddenError } from '../error/forbidden-error.ts'
import { LmAuthError, LmRateLimitError } from '../error/lm-error.ts'
import { retryDelay } from './perform.ts'

const settings = { maxAttempts: 3, backoff: () => 10 }
const address = 'localhost'

test.each([
  new Error('anything'),
  new ConnectionFailedError({ address }),
  new ConnectionsTakenError({ address }),
  new TransactionBlockedError({ milliseconds: 1 }),
  new TransactionConflictError(),
  new LmRateLimitError(),
])('what may pass is tried again: %s', (error) => {
  expect(retryDelay(error, 1, settings)).toBe(10)
  expect(retryDelay(error, 3, settings)).toBeUndefined()
})

test.each([
  new ForbiddenError({ reason: 'no' }),
  new AssumptionFailedError('wrong'),
  new LmAuthError(),
])('what would end the same way is not tried again: %s', (error) =>
  expect(retryDelay(error, 1, settings)).toBeUndefined(),
)

test('a provider that asks for a longer pause gets it', () => {
  expect(retryDelay(new LmRateLimitError(undefined, { retryAfterSeconds: 2 }), 1, settings)).toBe(
    2000,
  )
})
