import { safeParse } from '../prompt/kind.ts'
import { documentOf } from '../text/document.ts'
import { Weights } from '../text/similarity.ts'
import { countWords, terms, words } from '../text/words.ts'
import { jitter, ranked } from '../variation.ts'
import { type FillRequest, type Filled, askedCount, demoValues, median, saidOf } from './request.ts'

const QUESTION = /^(question|query|ask|problem|q|prompt|request|message)$/i
export const NO_ANSWER = "I don't know."

/** The input that asks: one named so, else one that ends with a question mark; undefined where none does. */
export const questionOf = (query: Readonly<Record<string, string>>): string | undefined => {
  const entries = Object.entries(query)
  const named = entries.find(([name]) => QUESTION.test(name)) ?? entries.find(([, value]) => value.length < 400 && /[?？]\s*$/.test(value))
  return named?.[0]
}

export interface Passage {
  readonly source: string
  readonly text: string
}

const passageOf = (value: unknown, fallback: string): Passage => {
  if (value === null || typeof value !== 'object') return { source: fallback, text: String(value) }
  const record = value as Readonly<Record<string, unknown>>
  const source = record.source ?? record.title ?? record.id ?? record.name ?? record.url ?? fallback
  const text = record.text ?? record.content ?? record.body ?? record.passage ?? record.snippet
  return {
    source: String(source),
    text:
      typeof text === 'string'
        ? text
        : Object.values(record)
            .map((part) => (typeof part === 'object' ? JSON.stringify(part) : String(part)))
            .join(' '),
  }
}

/** The passages of a value: a JSON list (of texts, or of objects with a source), `[1] «…»` lines, paragraphs under `[source]` heads, or the text as one. */
export const passagesOf = (value: string): Passage[] => {
  const parsed = /^\s*[[{]/.test(value) ? safeParse(value) : undefined
  if (Array.isArray(parsed)) return parsed.map((item, index) => passageOf(item, String(index + 1)))
  if (parsed !== null && typeof parsed === 'object') return [passageOf(parsed, '1')]
  const parts = value.split(/^\[([^\]\n]{1,120})\][ \t]*:?[ \t]*/m)
  if (parts.length < 3) return [{ source: '', text: value }]
  const found: Passage[] = []
  for (let at = 1; at < parts.length; at += 2)
    found.push({ source: parts[at] ?? '', text: (parts[at + 1] ?? '').trim().replace(/^«+\s*([\s\S]*?)\s*»+$/, '$1') })
  return found
}

export interface Found {
  readonly text: string
  readonly source: string
  /** The share of the question's weight that the sentence has. */
  readonly share: number
}

/** Sentences of the passages by how much of the question's weighted terms they hold; a passage's other sentences and its source help. */
export const search = (question: string, passages: readonly Passage[], request: FillRequest): Found[] => {
  const asked = [...new Set(terms(question))]
  const units = passages.flatMap((passage) => {
    const context = new Set(terms(`${passage.source} ${passage.text.length < 4000 ? passage.text : ''}`))
    return documentOf(passage.text).sentences.map((sentence) => ({ sentence, source: passage.source, own: new Set(sentence.terms), context }))
  })
  const weights = new Weights(units.length < 5000 ? units.map(({ sentence }) => sentence.text) : [])
  const total = asked.reduce((sum, term) => sum + weights.of(term), 0) || 1
  const weigh = (known: ReadonlySet<string>) => asked.reduce((sum, term) => sum + (known.has(term) ? weights.of(term) : 0), 0) / total
  const found = units.map(({ sentence, source, own, context }) => ({
    text: sentence.text,
    source,
    share: weigh(own),
    score: weigh(own) + 0.3 * weigh(context) - (sentence.words < 4 ? 0.2 : 0) + kindBonus(question, sentence.text),
  }))
  return ranked(
    found.filter((unit) => unit.share > 0),
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

const kindBonus = (question: string, sentence: string): number => (WANTED.some(([ask, has]) => ask.test(question.trim()) && has.test(sentence)) ? 0.25 : 0)

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

const wantsShort = (request: FillRequest): boolean => {
  const demos = demoValues(request).map(({ value }) => countWords(value))
  const limit = askedCount(saidOf(request), 'words?')
  return demos.length
    ? median(demos) <= 6
    : (limit?.count ?? 99) <= 6 ||
        /\b(short (?:answer|factoid)|factoid|only the (?:name|answer|value)|a (?:name|single word|few words))\b/i.test(saidOf(request))
}

/** Below this share of the question's weight nothing in the context is an answer. */
const ENOUGH = 0.34

const refusal = (request: FillRequest): string => {
  const quoted = /(?:say|answer|reply|respond|write)[^."“\n]{0,40}["“]([^"”\n]*(?:know|not|no |unknown|cannot)[^"”\n]*)["”]/i.exec(saidOf(request))
  return (
    quoted?.[1] ??
    demoValues(request).find(({ value }) => /\b(?:don't know|do not know|not (?:stated|mentioned|in the)|unknown|no answer)\b/i.test(value))?.value ??
    NO_ANSWER
  )
}

/**
 * Answers a question from the other inputs: the sentence that holds most of the question's terms, weighted by rarity, with a bonus for holding a date,
 * a quantity or a name where the question asks for one. Less than a third of the question found: "I don't know." Short where asked or shown.
 */
export const answerQuestion = (request: FillRequest, questionName: string): Filled => {
  const question = request.task.query[questionName] ?? ''
  const context = Object.entries(request.task.query).filter(([name, value]) => name !== questionName && value.trim())
  const found = search(
    question,
    context.flatMap(([, value]) => passagesOf(value)),
    request,
  )
  const [best] = found
  if (!best || best.share < ENOUGH) return { value: refusal(request), evidence: 'no sentence of the input holds enough of the question', confidence: 0.1 }
  if (wantsShort(request)) return { value: shortSpan(question, best.text), evidence: best.text, confidence: best.share }
  const asked = askedCount(saidOf(request), 'sentences?')?.count ?? 1
  const text = found
    .slice(0, asked)
    .map((sentence) => sentence.text)
    .join(' ')
  return { value: text, evidence: best.text, confidence: best.share }
}

/** The sources of the passages that answer, best first. */
export const citeSources = (request: FillRequest, questionName: string): Filled => {
  const question = request.task.query[questionName] ?? ''
  const context = Object.entries(request.task.query).filter(([name]) => name !== questionName)
  const found = search(
    question,
    context.flatMap(([, value]) => passagesOf(value)),
    request,
  ).filter((sentence) => sentence.source && sentence.share >= ENOUGH)
  const limit = askedCount(saidOf(request), 'sources?|citations?|references?')?.count ?? request.field.kind.maxItems ?? 2
  const value = [...new Set(found.map((sentence) => sentence.source))].slice(0, limit)
  return { value, evidence: found[0]?.text ?? '', confidence: found[0]?.share ?? 0.1 }
}
