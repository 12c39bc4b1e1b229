import { documentOf, type Sentence } from '../text/document.ts'
import { isWhole } from '../text/sentences.ts'
import { Weights } from '../text/similarity.ts'
import { stem, terms } from '../text/words.ts'
import { jitter, ranked } from '../variation.ts'
import type { TextPassage } from './passages.ts'
import type { FillRequest } from './request.ts'

export interface Found {
  readonly text: string
  readonly source: string
  /**
   * The share of the question's weight that the sentence has; of a question about several things,
   * of the one it has most of.
   */
  readonly share: number
}

/** Words that ask, or that name what is asked, and say nothing of what is sought. */
const FRAME = new Set(
  'summarize summary overview say says said tell told mention state describe explain discuss talk report cover write wrote written know find give post article blog passage text document page source context paragraph author information answer question'
    .split(' ')
    .map(stem),
)

interface Asked {
  readonly terms: readonly string[]
  /** Of «about X, Y and Z» the terms of each; else those of the whole question. */
  readonly topics: readonly (readonly string[])[]
}

const askedOf = (question: string): Asked => {
  const all = [...new Set(terms(question))]
  const sought = all.filter((term) => !FRAME.has(term))
  const about = /\b(?:about|regarding|concerning)\s+(.+)$/is.exec(question)?.[1]
  const own = sought.length ? sought : all
  const topics = (about?.split(/,|;|\b(?:and|or)\b/i) ?? [])
    .map((topic) => terms(topic).filter((term) => own.includes(term)))
    .filter((topic) => topic.length)
  return { terms: own, topics: topics.length ? topics : [own] }
}

/**
 * The penalty of a unit that is not a sentence: a heading, a title, the rest of a sentence that was
 * cut off.
 */
const FRAGMENT = 0.35
const isFragment = ({ text, words, index }: Sentence): boolean =>
  words < 4 || !isWhole(text) || (index === 0 && /^\p{Ll}/u.test(text))

/**
 * Sentences of the passages, ranked by how many of the question's weighted terms they contain. A
 * passage's other sentences and its source help, and a unit that is not a whole sentence ranks
 * lower.
 */
export const search = (
  question: string,
  passages: readonly TextPassage[],
  request: FillRequest,
): Found[] => {
  const queryTerms = askedOf(question)
  const units = passages.flatMap((passage) => {
    const context = new Set(
      terms(`${passage.source} ${passage.text.length < 4000 ? passage.text : ''}`),
    )
    return documentOf(passage.text).sentences.map((sentence) => ({
      sentence,
      source: passage.source,
      own: new Set(sentence.terms),
      context,
    }))
  })
  const weights = new Weights(units.length < 5000 ? units.map(({ sentence }) => sentence.text) : [])
  const share = (sought: readonly string[], ownTerms: ReadonlySet<string>) => {
    const total = sought.reduce((sum, term) => sum + weights.of(term), 0) || 1
    return (
      sought.reduce((sum, term) => sum + (ownTerms.has(term) ? weights.of(term) : 0), 0) / total
    )
  }
  const hits = units.map(({ sentence, source, own, context }) => {
    const whole = share(queryTerms.terms, own)
    const score =
      whole +
      0.3 * share(queryTerms.terms, context) -
      (isFragment(sentence) ? FRAGMENT : 0) +
      kindBonus(question, sentence.text)
    return {
      text: sentence.text,
      source,
      share: Math.max(whole, ...queryTerms.topics.map((topic) => share(topic, own))),
      score,
    }
  })
  return ranked(
    hits.filter((unit) => unit.share > 0),
    (unit) => unit.score + jitter(request.variation, unit.text, 0.1),
  )
}

const WANTED: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:when|what (?:year|date|day|month))\b/i,
    /\b(?:1[5-9]|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|\b\d{1,2}[:.]\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i,
  ],
  [
    /^(?:how (?:many|much|long|old|far|often)|what (?:percentage|number|version))\b/i,
    /\d+(?:[.,]\d+)*%?|\b(?:two|three|four|five|six|seven|eight|nine|ten|twice|once)\b/i,
  ],
  [/^(?:who|whose|whom)\b/i, /\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)+/u],
  [/^(?:where|which (?:city|country|place))\b/i, /\b(?:in|at|from|near|to) \p{Lu}\p{L}+/u],
  [/^why\b/i, /\b(?:because|since|so that|due to|in order to|as a result)\b/i],
]

const kindBonus = (question: string, sentence: string): number =>
  WANTED.some(([ask, has]) => ask.test(question.trim()) && has.test(sentence)) ? 0.25 : 0
