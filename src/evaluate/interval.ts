import type { Random } from './random.ts'

/** The interval of the mean with the given confidence. */
export interface Interval {
  readonly low: number
  readonly high: number
  readonly level: number
  readonly method: 'wilson' | 'bootstrap'
}

const level = 0.95
const z = 1.959963984540054
const resamples = 1000

export const mean = (values: readonly number[]): number =>
  values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0

/** Wilson's score interval of a proportion. */
const wilsonInterval = (successes: number, count: number): Interval => {
  if (!count) return { low: 0, high: 1, level, method: 'wilson' }
  const rate = successes / count
  const centre = (rate + (z * z) / (2 * count)) / (1 + (z * z) / count)
  const half =
    (z * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count))) /
    (1 + (z * z) / count)
  return {
    low: Math.max(0, centre - half),
    high: Math.min(1, centre + half),
    level,
    method: 'wilson',
  }
}

/** The percentile interval of the mean over 1000 seeded resamples. */
export const bootstrapInterval = (values: readonly number[], random: Random): Interval => {
  const means = Array.from({ length: resamples }, () =>
    mean(values.map(() => values[random.integer(values.length)] as number)),
  ).toSorted((a, b) => a - b)
  const at = (share: number) =>
    means[Math.min(resamples - 1, Math.max(0, Math.round(share * (resamples - 1))))] as number
  return { low: at((1 - level) / 2), high: at((1 + level) / 2), level, method: 'bootstrap' }
}

/**
 * The interval of scores from 0 to 1: Wilson's if every score is 0 or 1, otherwise the bootstrap's.
 */
export const scoreInterval = (scores: readonly number[], random: Random): Interval =>
  scores.every((score) => score === 0 || score === 1)
    ? wilsonInterval(scores.filter((score) => score === 1).length, scores.length)
    : bootstrapInterval(scores, random)
