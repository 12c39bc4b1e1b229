import { refuseAborted } from '../context/until-aborted.ts'
import type { Embedder } from '../lm/language-model.ts'
import { hash32 } from '../text/hash32.ts'
import { isStopWord, stem, textWords } from './text/words.ts'

const SMALLEST = 3
const LARGEST = 5
const WORD_WEIGHT = 1
const PAIR_WEIGHT = 0.5
const GRAM_WEIGHT = 0.3
const STOP_WEIGHT = 0.2

const features = (text: string): Map<string, number> => {
  const counts = new Map<string, number>()
  const add = (feature: string, weight: number) =>
    counts.set(feature, (counts.get(feature) ?? 0) + weight)
  let before = ''
  for (const word of textWords(text.normalize('NFKC'))) {
    const root = stem(word)
    const stop = isStopWord(word)
    add(`w:${root}`, stop ? STOP_WEIGHT : WORD_WEIGHT)
    if (before && !stop) add(`p:${before} ${root}`, PAIR_WEIGHT)
    before = stop ? before : root
    if (stop) continue
    const framed = `^${word.toLowerCase()}$`
    for (let size = SMALLEST; size <= LARGEST; size += 1)
      for (let at = 0; at + size <= framed.length; at += 1)
        add(framed.slice(at, at + size), GRAM_WEIGHT / size)
  }
  return counts
}

const embedOne = (text: string, dimensions: number): number[] => {
  const vector = Array.from({ length: dimensions }, () => 0)
  for (const [feature, count] of features(text)) {
    const hash = hash32(feature)
    const at = hash % dimensions
    vector[at] =
      (vector[at] ?? 0) + (hash & 0x80000000 ? -1 : 1) * (count > 1 ? 1 + Math.log(count) : count)
  }
  const norm = Math.hypot(...vector)
  return norm === 0 ? vector : vector.map((value) => value / norm)
}

/**
 * An embedder without a model: words, pairs of words and character n-grams of 3 to 5, hashed with a
 * sign into a vector (feature hashing, Weinberger et al., 2009), with sublinear term frequency and
 * length 1. Texts that share words or parts of words are close to each other. The vector of a text
 * without words is zero. Default 384 dimensions.
 */
export const hashing = ({ dimensions = 384 }: { readonly dimensions?: number } = {}): Embedder => ({
  id: `ashlar/hashing-${dimensions}`,
  dimensions,
  embed: async (texts, options) => {
    refuseAborted(options?.signal)
    return texts.map((text) => embedOne(text, dimensions))
  },
})
