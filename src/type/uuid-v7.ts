import { randomFillSync } from 'node:crypto'

const bytes = new Uint8Array(16)
let last = 0
let sequence = 0

/** The next millisecond and a counter within it. A counter that runs out, or a clock that runs back, borrows from the next millisecond. */
const tick = () => {
  const now = Date.now()
  if (now > last) {
    last = now
    // The top bit stays free, so that a millisecond has room for at least 2048 more.
    sequence = ((bytes[6]! << 8) | bytes[7]!) & 0x7ff
  } else if (++sequence > 0xfff) {
    last++
    sequence = 0
  }
}

/**
 * A UUID of version 7 (RFC 9562): 48 bits of time, a 12-bit counter that keeps those of one process in order, 62 random bits.
 * Sorts by time of creation, which keeps an index on it compact.
 */
export const uuidV7 = (): string => {
  randomFillSync(bytes)
  tick()
  const time = last.toString(16).padStart(12, '0')
  const counter = sequence.toString(16).padStart(3, '0')
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const random = Buffer.from(bytes.buffer, bytes.byteOffset + 8, 8).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${random.slice(0, 4)}-${random.slice(4)}`
}
