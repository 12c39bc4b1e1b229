import type { Random } from './random.ts'

/** Up to this many differences, every choice of signs is counted; above it, choices are sampled. */
const MOST_COUNTED = 16
const DRAWN = 20_000
/** Up to this many coins, floating point represents the number of ways exactly. */
const EXACT_COINS = 40
/** Sums of the same numbers in another order differ by less than this. */
const ROUNDING = 1e-9

/**
 * The probability that at least `wins` of `count` fair coins show heads. In logarithms, since the
 * terms of many coins underflow.
 */
const binomialTail = (wins: number, count: number): number => {
  let total = 0
  let logWays = 0
  for (let heads = 0; heads <= count; heads += 1) {
    if (heads >= wins)
      total +=
        count <= EXACT_COINS
          ? Math.round(Math.exp(logWays)) * 2 ** -count
          : Math.exp(logWays - count * Math.LN2)
    logWays += Math.log((count - heads) / (heads + 1))
  }
  return Math.min(1, total)
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const counted = (sizes: readonly number[], observed: number): number => {
  let reached = 0
  const choices = 2 ** sizes.length
  for (let signs = 0; signs < choices; signs += 1) {
    const total = sizes.reduce(
      (running, size, at) => running + ((signs >> at) & 1 ? size : -size),
      0,
    )
    if (total >= observed) reached += 1
  }
  return reached / choices
}

const drawn = (sizes: readonly number[], observed: number, random: Random): number => {
  let reached = 1
  for (let draw = 0; draw < DRAWN; draw += 1)
    if (
      sizes.reduce((running, size) => running + (random.next() < 0.5 ? size : -size), 0) >= observed
    )
      reached += 1
  return reached / (DRAWN + 1)
}

/**
 * The probability of a sum of differences at least this large if each difference could equally have
 * the opposite sign: Fisher's one-sided paired test. If all differences have the same size, this is
 * the sign test, exact for any number. Up to 16 differing pairs it is exact too; above that it is
 * sampled, and never too small.
 */
export const signFlipTest = (differences: readonly number[], random: Random): number => {
  const differing = differences.filter((difference) => difference !== 0)
  const sizes = differing.map(Math.abs)
  if (!sizes.length) return 1
  if (sizes.every((size) => Math.abs(size - (sizes[0] ?? 0)) <= ROUNDING))
    return binomialTail(differing.filter((difference) => difference > 0).length, sizes.length)
  const observed = sum(differing) - ROUNDING
  return sizes.length <= MOST_COUNTED ? counted(sizes, observed) : drawn(sizes, observed, random)
}
