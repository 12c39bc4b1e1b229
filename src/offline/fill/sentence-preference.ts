import type { Sentence, TextDocument } from '../text/document.ts'
import { coverage } from '../text/similarity.ts'
import { terms } from '../text/words.ts'

/** What can be seen of a sentence without reading it: place, length, digits, quotation. */
const traits = (sentence: Sentence, document: TextDocument): string[] => {
  const count = document.sentences.length
  const fromEnd = count - 1 - sentence.index
  return [
    sentence.index < 4
      ? `start ${sentence.index}`
      : fromEnd < 2
        ? `end ${fromEnd}`
        : `third ${Math.floor((3 * sentence.index) / count)}`,
    sentence.words <= 10
      ? 'short'
      : sentence.words <= 22
        ? 'medium'
        : sentence.words <= 40
          ? 'long'
          : 'very long',
    sentence.opens ? 'opens a paragraph' : 'inside a paragraph',
    /\d/.test(sentence.text) ? 'digits' : 'no digits',
    /["“”«»]/.test(sentence.text) ? 'quotes' : 'no quotes',
    /\b(?:we|our|i|my)\b/i.test(sentence.text) ? 'first person' : 'third person',
  ]
}

export interface TaughtSentences {
  readonly document: TextDocument
  readonly indexes: ReadonlySet<number>
}

/** Which sentences of a demonstration's input its answer was taken from. */
export const sentencesTaken = (
  document: TextDocument,
  answer: TextDocument,
): ReadonlySet<number> => {
  const indexes = new Set<number>()
  for (const sentence of answer.sentences) {
    let best = { index: -1, share: 0.6 }
    for (const candidate of document.sentences) {
      const share = coverage(sentence.terms, candidate.terms)
      if (share > best.share) best = { index: candidate.index, share }
    }
    if (best.index >= 0) indexes.add(best.index)
  }
  return indexes
}

/**
 * Learns from demonstrations which sentences their author took: a naive Bayes weight for each
 * trait, the logarithm of how much more often chosen sentences have it than all sentences do, with
 * add-half smoothing. Without demonstrations, or where they do not copy, every weight is 0.
 */
export const learnPreference = (
  taught: readonly TaughtSentences[],
): ((sentence: Sentence, document: TextDocument) => number) => {
  const counts = new Map<string, number>()
  const all = new Map<string, number>()
  let chosenTotal = 0
  let total = 0
  for (const { document, indexes: indices } of taught) {
    if (!indices.size) continue
    for (const sentence of document.sentences) {
      const own = traits(sentence, document)
      total += 1
      for (const trait of own) all.set(trait, (all.get(trait) ?? 0) + 1)
      if (!indices.has(sentence.index)) continue
      chosenTotal += 1
      for (const trait of own) counts.set(trait, (counts.get(trait) ?? 0) + 1)
    }
  }
  if (!chosenTotal) return () => 0
  const shrink = chosenTotal / (chosenTotal + 1)
  const weight = (trait: string) =>
    shrink *
    (Math.log(((counts.get(trait) ?? 0) + 0.5) / (chosenTotal + 1)) -
      Math.log(((all.get(trait) ?? 0) + 0.5) / (total + 1)))
  return (sentence, document) =>
    traits(sentence, document).reduce((sum, trait) => sum + weight(trait), 0)
}

/** Words that chosen sentences share: the terms of instructions that name what to look for. */
export const namedTerms = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/"([^"\n]{2,60})"/g)].flatMap((match) => terms(match[1] ?? '')))
