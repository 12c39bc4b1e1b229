import { expect, test } from 'vitest'
import { AssumptionFailed } from '../../error/assumption-failed.ts'
import { ConnectionFailed } from '../../error/connection-failed.ts'
import { ConnectionsTaken } from '../../error/connections-taken.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { LmAuth } from '../../error/lm-auth.ts'
import { LmRateLimit } from '../../error/lm-rate-limit.ts'
import { TransactionBlocked } from '../../error/transaction-blocked.ts'
import { TransactionConflict } from '../../error/transaction-conflict.ts'
import { retryDelay } from './retry-delay.ts'

const settings = { maxAttempts: 3, backoff: () => 10 }
const address = 'localhost'

test.each([
  new Error('anything'),
  new ConnectionFailed({ address }),
  new ConnectionsTaken({ address }),
  new TransactionBlocked({ milliseconds: 1 }),
  new TransactionConflict(),
  new LmRateLimit(),
])('what may pass is tried again: %s', (error) => {
  expect(retryDelay(error, 1, settings)).toBe(10)
  expect(retryDelay(error, 3, settings)).toBeUndefined()
})

test.each([new ForbiddenError({ reason: 'no' }), new AssumptionFailed('wrong'), new LmAuth()])('what would end the same way is not tried again: %s', (error) =>
  expect(retryDelay(error, 1, settings)).toBeUndefined(),
)

test('a provider that asks for a longer pause gets it', () => {
  expect(retryDelay(new LmRateLimit(undefined, { retryAfterSeconds: 2 }), 1, settings)).toBe(2000)
})
