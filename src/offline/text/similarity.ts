import { terms } from './words.ts'

/** Term weights learned from a set of texts: rare terms weigh more. */
export class Weights {
  readonly #counts = new Map<string, number>()
  #texts = 0
  constructor(texts: Iterable<string>) {
    for (const text of texts) this.#add(terms(text))
  }
  #add(own: readonly string[]): void {
    this.#texts += 1
    for (const term of new Set(own)) this.#counts.set(term, (this.#counts.get(term) ?? 0) + 1)
  }
  of(term: string): number {
    return Math.log(1 + (this.#texts + 1) / ((this.#counts.get(term) ?? 0) + 0.5))
  }
  vector(text: string): Map<string, number> {
    const vector = new Map<string, number>()
    for (const term of terms(text)) vector.set(term, (vector.get(term) ?? 0) + 1)
    for (const [term, count] of vector) vector.set(term, (1 + Math.log(count)) * this.of(term))
    return vector
  }
}

export const cosine = (
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
): number => {
  const [small, large] = left.size < right.size ? [left, right] : [right, left]
  let dot = 0
  for (const [term, weight] of small) dot += weight * (large.get(term) ?? 0)
  return dot === 0 ? 0 : dot / (norm(left) * norm(right))
}

const norm = (vector: ReadonlyMap<string, number>): number => {
  let sum = 0
  for (const weight of vector.values()) sum += weight * weight
  return Math.sqrt(sum)
}

/** The share of `part`'s distinct terms that `whole` has. */
export const coverage = (part: readonly string[], whole: Iterable<string>): number => {
  const distinct = new Set(part)
  if (!distinct.size) return 0
  const set = whole instanceof Set ? whole : new Set(whole)
  let shared = 0
  for (const term of distinct) if (set.has(term)) shared += 1
  return shared / distinct.size
}
