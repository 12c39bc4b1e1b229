/**
 * A seeded source of random choices. Equal seeds produce equal choices on every machine. Not for
 * secrets.
 */
export interface Random {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number
  /** From 0 (inclusive) to `below` (exclusive). */
  integer(below: number): number
  shuffle<T>(items: readonly T[]): T[]
  /** `count` different items in random order, or all items if there are fewer. */
  sample<T>(items: readonly T[], count: number): T[]
  /** An independent source: choices from one do not affect the other. */
  fork(label: string | number): Random
}

// FNV-1a, once for each of the four words of the state.
const word = (text: string, offset: number): number => {
  let hash = (0x811c9dc5 ^ offset) >>> 0
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  return hash
}

// sfc32, by Chris Doty-Humphrey (PractRand).
const sfc32 = (seed: string): (() => number) => {
  let [a, b, c, d] = [word(seed, 1), word(seed, 2), word(seed, 3), 1] as [
    number,
    number,
    number,
    number,
  ]
  const next = () => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 15; round++) next()
  return next
}

export const seededRandom = (seed: number | string): Random => {
  const next = sfc32(String(seed))
  const integer = (below: number) => Math.floor(next() * below)
  const sample = <T>(items: readonly T[], count: number): T[] => {
    const pool = [...items]
    const size = Math.min(Math.max(0, count), pool.length)
    for (let index = 0; index < size; index++) {
      const other = index + integer(pool.length - index)
      ;[pool[index], pool[other]] = [pool[other] as T, pool[index] as T]
    }
    return pool.slice(0, size)
  }
  return {
    next,
    integer,
    sample,
    shuffle: (items) => sample(items, items.length),
    fork: (label) => seededRandom(`${seed}/${label}`),
  }
}
