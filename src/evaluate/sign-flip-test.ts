import type { Random } from './random.ts'

/** Up to so many differences every choice of signs is counted; of more, so many choices are drawn. */
const MOST_COUNTED = 16
const DRAWN = 20_000
/** Up to so many coins the number of ways is a whole number that floating point holds. */
const EXACT_COINS = 40
/** Sums of the same numbers in another order differ by less. */
const ROUNDING = 1e-9

/** How likely at least `wins` of `count` fair coins show heads. In logarithms, since the terms of many coins are below the least number. */
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
 * How likely a sum of differences at least as great as this one is, were each as likely to have the other sign: Fisher's paired test, one-sided. Where all
 * differences have one size it is the sign test, exact for any number; up to 16 differing pairs it is exact too; beyond, it is drawn, and never too small.
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
