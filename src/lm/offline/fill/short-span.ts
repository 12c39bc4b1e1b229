import { terms, words } from '../text/words.ts'
import { ranked } from '../variation.ts'

const known = (span: string, question: ReadonlySet<string>): boolean => terms(span).every((term) => question.has(term))

/** The part of a sentence that a short answer is: a date, a quantity or a name that the question does not hold already. */
export const shortSpan = (question: string, sentence: string): string => {
  const asked = new Set(terms(question))
  const first = question.trim()
  if (/^(?:when|what (?:year|date))\b/i.test(first)) {
    const date =
      /\b(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4}\b|\b\d{4}-\d\d-\d\d\b|\b(?:1[5-9]|20)\d\d\b/.exec(
        sentence,
      )
    if (date) return date[0]
  }
  if (/^how (?:many|much|long|old|far)\b/i.test(first)) {
    const quantity = /(?:[$€£]\s?)?\d+(?:[.,]\d+)*\s?(?:%|percent|million|billion|thousand)?/i.exec(sentence)
    if (quantity) return quantity[0].trim()
  }
  const names = sentence.match(/(?:\p{Lu}[\p{L}\p{N}.'’-]*|\d[\p{L}\p{N}.]*)(?:\s{1,2}(?:(?:of|the|de|von|van|and)\s)?(?:\p{Lu}[\p{L}\p{N}.'’-]*))*/gu) ?? []
  const fresh = names.map((name) => name.replace(/[.,]$/, '')).filter((name) => !known(name, asked) && terms(name).length > 0)
  return ranked(fresh, (name) => Math.min(3, words(name).length) - (sentence.startsWith(name) && words(name).length === 1 ? 1 : 0))[0] ?? sentence
}
