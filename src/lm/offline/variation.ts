/** A 32-bit FNV-1a hash of a text. */
export const hash32 = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    hash ^= text.charCodeAt(at)
    hash = Math.imul(hash, 0x01000193)
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  return hash >>> 0
}

/** How answers of one request differ from each other: not at all at temperature 0 or without a seed. */
export interface Variation {
  readonly temperature: number
  readonly seed: number | undefined
}

/** What to add to a candidate's score: Gumbel noise, scaled by the temperature, and the same for the same seed and candidate. */
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
