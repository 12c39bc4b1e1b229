import { hash32 } from '../text/hash32.ts'

/**
 * How answers of one request differ from each other: not at all at temperature 0 or without a seed.
 */
export interface Variation {
  readonly temperature: number
  readonly seed: number | undefined
}

/**
 * What to add to a candidate's score: Gumbel noise, scaled by the temperature, and the same for the
 * same seed and candidate.
 */
export const jitter = (variation: Variation, candidate: string, scale: number): number => {
  if (variation.seed === undefined || variation.temperature <= 0) return 0
  const uniform = (hash32(`${variation.seed}:${candidate}`) + 0.5) / 4294967296
  return -Math.log(-Math.log(uniform)) * variation.temperature * scale
}

/** The candidates by score, best first; ties keep their order. */
export const ranked = <T>(candidates: readonly T[], score: (candidate: T) => number): T[] =>
  candidates
    .map((candidate, index) => ({ candidate, index, score: score(candidate) }))
    .toSorted((left, right) => right.score - left.score || left.index - right.index)
    .map(({ candidate }) => candidate)
