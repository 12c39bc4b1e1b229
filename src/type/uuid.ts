import { compareCodePoints } from '../text/shown.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { ok, type Type } from './type.ts'

// Asking for random bytes costs the same for a few thousand as for ten.
const pool = Buffer.alloc(4000)
const each = 10
let used = pool.length
let last = 0
let sequence = 0

/**
 * The next millisecond and a counter within it. A counter that runs out, or a clock that runs back,
 * borrows from the next millisecond.
 */
const tick = (random: number) => {
  const now = Date.now()
  if (now > last) {
    last = now
    // The top bit stays free, so that a millisecond has room for at least 2048 more.
    sequence = random & 0x7ff
  } else if (++sequence > 0xfff) {
    last++
    sequence = 0
  }
}

/**
 * A UUID of version 7 (RFC 9562): 48 bits of time, a 12-bit counter that keeps those of one process
 * in order, 62 random bits. Sorts by time of creation, which keeps an index on it compact.
 */
export const uuidV7 = (): string => {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const at = used
  used += each
  tick(pool.readUInt16BE(at))
  const time = last.toString(16).padStart(12, '0')
  const counter = sequence.toString(16).padStart(3, '0')
  pool[at + 2] = (pool[at + 2]! & 0x3f) | 0x80
  const random = pool.toString('hex', at + 2, at + each)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${random.slice(0, 4)}-${random.slice(4)}`
}

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A UUID of any version, held in lower case. As a primary key it defaults to a new version 7. */
export const uuidType = (): Type<string> =>
  defineType<string>({
    name: 'uuid',
    storage: 'uuid',
    reads: 'all',
    fidelity: 'sure',
    parse: (input) => {
      const text = typeof input === 'string' ? input.trim().toLowerCase() : ''
      return pattern.test(text)
        ? ok(text)
        : mismatch('uuid', 'must be a UUID such as 018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f', input)
    },
    compare: compareCodePoints,
    jsonSchema: { type: 'string', format: 'uuid' },
    isEmpty: isBlank,
    primaryKeyDefault: uuidV7,
  })
