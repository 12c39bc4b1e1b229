import { documentOf, type Sentence, type TextDocument } from '../text/document.ts'
import { isWhole } from '../text/sentences.ts'
import { countWords, terms } from '../text/words.ts'
import { jitter, ranked } from '../variation.ts'
import {
  askedCount,
  demoValues,
  type Filled,
  type FillRequest,
  mainInput,
  median,
  saidOf,
} from './request.ts'
import { learnPreference, namedTerms, sentencesTaken } from './sentence-preference.ts'

interface Shape {
  readonly sentences: number
  readonly words: number
  readonly prefix: string
}

/** What all demonstrations begin with, up to a colon or a dash: `TL;DR: `. */
const commonPrefix = (values: readonly string[]): string => {
  if (values.length < 2) return ''
  const [first = '', ...rest] = values
  let length = 0
  while (length < first.length && rest.every((value) => value[length] === first[length]))
    length += 1
  return /^.*?[:—–-]\s+/.exec(first.slice(0, length))?.[0] ?? ''
}

const shapeOf = (request: FillRequest): Shape => {
  const values = demoValues(request).map(({ value }) => value)
  const prefix = commonPrefix(values)
  const wording = saidOf(request)
  const demand = askedCount(wording, 'sentences?')
  const limit = askedCount(wording, 'words?')
  const bare = values.map((value) => documentOf(value.slice(prefix.length)))
  const taught = values.length ? median(bare.map((document) => document.sentences.length)) : 0
  return {
    sentences:
      demand?.count ??
      (taught || (limit ? 3 : /\b(headline|one-liner|tl;?dr)\b/i.test(wording) ? 1 : 2)),
    words:
      limit?.count ??
      (values.length
        ? Math.ceil(
            1.3 *
              Math.max(
                ...bare.map((document) =>
                  document.sentences.reduce((sum, sentence) => sum + sentence.words, 0),
                ),
              ),
          )
        : Number.POSITIVE_INFINITY),
    prefix,
  }
}

/**
 * Weight of a sentence by itself: how frequent its terms are in the text, its nearness to the
 * title, and its place.
 */
const salience = (
  sentence: Sentence,
  document: TextDocument,
  titleTerms: ReadonlySet<string>,
  sought: ReadonlySet<string>,
): number => {
  if (sentence.words < 4 || sentence.words > 80 || !sentence.terms.length) return -10
  let score = 0
  let titled = 0
  let nameCount = 0
  const distinct = new Set(sentence.terms)
  for (const term of distinct) {
    score += Math.log(1 + (document.frequency.get(term) ?? 0))
    if (titleTerms.has(term)) titled += 1
    if (sought.has(term)) nameCount += 1
  }
  const density = score / (distinct.size + 6)
  const place = 1.2 / (1 + sentence.index / 3) + (sentence.opens ? 0.25 : 0)
  const whole = isWhole(sentence.text) ? 0.5 : -0.8
  return (
    density +
    place +
    whole +
    (titleTerms.size ? titled / titleTerms.size : 0) +
    nameCount -
    (sentence.words > 45 ? 0.5 : 0)
  )
}

const fewest = (sentences: readonly Sentence[], count: number): number =>
  sentences
    .map(({ words }) => words)
    .toSorted((left, right) => left - right)
    .slice(0, count)
    .reduce((sum, words) => sum + words, 0)

const isShouted = (text: string): boolean => /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text)

/**
 * The sentences; short ones only where there are not enough others; headings, labels and lines in
 * capitals only in a text that has no sentences.
 */
const candidatesOf = ({ sentences }: TextDocument, count: number): readonly Sentence[] => {
  const ended = sentences.filter(({ text }) => isWhole(text) && !isShouted(text))
  const long = ended.filter(({ words }) => words >= 4)
  return long.length >= count ? long : ended.length ? ended : sentences
}

/**
 * The best sentences that together say the most: each further one loses what it repeats. Where
 * others are asked for too, none is so long that they find no room.
 */
const select = (
  document: TextDocument,
  score: ReadonlyMap<Sentence, number>,
  shape: Shape,
): Sentence[] => {
  const candidates = ranked(
    candidatesOf(document, shape.sentences),
    (sentence) => score.get(sentence) ?? 0,
  ).slice(0, 40)
  const choice: Sentence[] = []
  const coverage = new Set<string>()
  let left = shape.words
  while (choice.length < shape.sentences) {
    const open = candidates.filter((candidate) => !choice.includes(candidate))
    const further = shape.sentences - choice.length - 1
    const roomy = open.filter(
      (candidate) =>
        candidate.words +
          fewest(
            open.filter((other) => other !== candidate),
            further,
          ) <=
        left,
    )
    const fitting = roomy.length ? roomy : open.filter((candidate) => candidate.words <= left)
    const [best] = ranked(
      fitting,
      (candidate) => (score.get(candidate) ?? 0) - 1.5 * share(candidate.terms, coverage),
    )
    if (!best) break
    choice.push(best)
    left -= best.words
    for (const term of best.terms) coverage.add(term)
  }
  return choice.toSorted((one, other) => one.index - other.index)
}

const share = (own: readonly string[], coverage: ReadonlySet<string>): number =>
  own.length ? own.filter((term) => coverage.has(term)).length / own.length : 0

/** The first words of a sentence, ended at a clause where there is one near. */
export const shorten = (text: string, words: number): string => {
  const parts = text.split(/\s+/)
  if (countWords(text) <= words) return text
  const cut = parts.slice(0, words).join(' ')
  const clause = Math.max(...[',', ';', ':', '—', '–'].map((mark) => cut.lastIndexOf(mark)))
  const rest =
    clause > 20 && countWords(cut.slice(0, clause)) >= words / 2 ? cut.slice(0, clause) : cut
  return `${rest.replace(/[\s,;:—–-]{1,10}$/, '')}.`
}

/**
 * Summarizes by extraction: sentences are ranked by term frequency, nearness to the title and
 * place, corrected by what the demonstrations' summaries were taken from. Count and length come
 * from «two sentences», «at most 30 words», else from the demonstrations, else two sentences.
 */
export const summarize = (request: FillRequest): Filled => {
  const document = documentOf(mainInput(request.task.query))
  const demos = demoValues(request)
  const shape = shapeOf(request)
  const preference = learnPreference(
    demos.map(({ value, input }) => ({
      document: documentOf(mainInput(input)),
      indexes: sentencesTaken(
        documentOf(mainInput(input)),
        documentOf(value.slice(shape.prefix.length)),
      ),
    })),
  )
  const titleTerms = new Set(terms(request.task.query.title ?? document.title))
  const sought = namedTerms(saidOf(request))
  const score = new Map(
    document.sentences.map(
      (sentence) =>
        [
          sentence,
          salience(sentence, document, titleTerms, sought) +
            preference(sentence, document) +
            jitter(request.variation, sentence.text, 0.6),
        ] as const,
    ),
  )
  const choice = select(document, score, shape)
  const [top] = ranked(document.sentences, (sentence) => score.get(sentence) ?? 0)
  const text = choice.length
    ? choice.map((sentence) => sentence.text).join(' ')
    : top
      ? shorten(top.text, shape.words)
      : document.title
  return {
    value: `${shape.prefix}${text}`,
    evidence: (choice[0] ?? top)?.text ?? '',
    confidence: document.sentences.length ? 0.7 : 0.1,
  }
}
