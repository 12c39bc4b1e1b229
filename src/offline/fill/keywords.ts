import { safeParse } from '../prompt/kind.ts'
import { documentOf } from '../text/document.ts'
import { isStopWord, stem, terms, textWords } from '../text/words.ts'
import { jitter, ranked } from '../variation.ts'
import {
  askedCount,
  demoValues,
  type Filled,
  type FillRequest,
  inputText,
  median,
  saidOf,
} from './request.ts'

interface Candidate {
  readonly key: string
  readonly surfaces: Map<string, number>
  count: number
  first: number
  readonly size: number
}

const LONGEST_PHRASE = 3

/**
 * Runs of content words between stop words and punctuation: RAKE's candidate phrases (Rose et al.,
 * 2010), at most three words long.
 */
const candidates = (sentences: readonly string[]): Map<string, Candidate> => {
  const byKey = new Map<string, Candidate>()
  let place = 0
  const add = (run: readonly string[]) => {
    for (let size = 1; size <= Math.min(LONGEST_PHRASE, run.length); size += 1) {
      for (let at = 0; at + size <= run.length; at += 1) {
        const surface = run.slice(at, at + size).join(' ')
        const key = run
          .slice(at, at + size)
          .map(stem)
          .join(' ')
        const candidate = byKey.get(key) ?? {
          key,
          surfaces: new Map(),
          count: 0,
          first: place,
          size,
        }
        candidate.count += 1
        candidate.surfaces.set(surface, (candidate.surfaces.get(surface) ?? 0) + 1)
        byKey.set(key, candidate)
      }
    }
  }
  for (const sentence of sentences) {
    place += 1
    for (const phrase of sentence.split(
      /[.,;:!?()[\]{}"“”«»—–/|。、，！？]{1,5}(?=\s|$|\p{Script=Han})|\s[-–—]\s/u,
    )) {
      let run: string[] = []
      for (const word of textWords(phrase)) {
        if (isStopWord(word) || word.length < 2 || /^\d+([.,]\d+)*$/.test(word)) {
          add(run)
          run = []
        } else run.push(word)
      }
      add(run)
    }
  }
  return byKey
}

const commonest = (surfaces: ReadonlyMap<string, number>): string =>
  ranked([...surfaces], ([, count]) => count)[0]?.[0] ?? ''

export interface KeywordStyle {
  readonly count: number
  readonly size: number | undefined
  readonly casing: 'lower' | 'title' | 'upper' | 'text'
  readonly joiner: string
}

/** A list in a prompt: JSON, or items between commas, semicolons or line breaks. */
export const listItems = (text: string): string[] => {
  const parsed = text.trimStart().startsWith('[') ? safeParse(text) : undefined
  if (Array.isArray(parsed)) return parsed.map(String)
  return text
    .split(/\s*(?:\n|;|,)\s*/)
    .map((item) =>
      item
        .replace(/^\s*(?:[-*•]|\d+[.)]|\[\d+\])\s+/, '')
        .replace(/^[«"'](.*)[»"']$/, '$1')
        .trim(),
    )
    .filter(Boolean)
}

const casingOf = (items: readonly string[], wording: string): KeywordStyle['casing'] => {
  if (/\blower[- ]?case/i.test(wording)) return 'lower'
  if (/\bupper[- ]?case/i.test(wording)) return 'upper'
  if (/\btitle[- ]?case/i.test(wording)) return 'title'
  const lettered = items.filter((item) => /\p{L}/u.test(item))
  if (!lettered.length) return 'text'
  if (lettered.every((item) => item === item.toLowerCase())) return 'lower'
  if (lettered.every((item) => item === item.toUpperCase())) return 'upper'
  return lettered.every((item) => item.split(' ').every((word) => /^[\p{Lu}\p{N}]/u.test(word)))
    ? 'title'
    : 'text'
}

/**
 * How many keywords, how long, in which casing: as the description says, else as the demonstrations
 * show.
 */
const keywordStyle = (request: FillRequest): KeywordStyle => {
  const lists = demoValues(request).map(({ value }) => listItems(value))
  const items = lists.flat()
  const wording = saidOf(request)
  const demand = askedCount(
    wording,
    'key[ -]?(?:words?|phrases?|terms?)|tags?|topics?|terms?|labels?|items?|entries',
  )
  const hyphened =
    items.some((item) => /\p{L}-\p{L}/u.test(item)) && !items.some((item) => item.includes(' '))
  return {
    count:
      demand?.count ??
      (lists.length
        ? median(lists.map((list) => list.length))
        : (request.field.kind.maxItems ?? 5)),
    size: /\b(?:single|one)[- ]words?\b/i.test(wording)
      ? 1
      : items.length
        ? items.every((item) => !/[\s-]/.test(item))
          ? 1
          : undefined
        : undefined,
    casing: casingOf(items, wording),
    joiner: hyphened || /\bhyphen|kebab/i.test(wording) ? '-' : ' ',
  }
}

const styled = (keyword: string, style: KeywordStyle): string => {
  const joined = keyword.split(' ').join(style.joiner)
  if (style.casing === 'lower') return joined.toLowerCase()
  if (style.casing === 'upper') return joined.toUpperCase()
  return style.casing === 'title'
    ? joined.replace(
        /(^|[\s-])(\p{Ll})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      )
    : joined
}

/**
 * What the demonstrations' keywords were in their own texts: names, words of the title, phrases.
 */
const taughtTraits = (request: FillRequest): { readonly names: number; readonly title: number } => {
  let names = 0
  let titled = 0
  let total = 0
  for (const { value, input } of demoValues(request)) {
    const text = inputText(input)
    const title = new Set(terms(`${input.title ?? ''} ${documentOf(text).title}`))
    for (const item of listItems(value)) {
      total += 1
      if (
        text.includes(item.replace(/^\p{L}/u, (letter) => letter.toUpperCase())) &&
        /\p{Lu}/u.test(item)
      )
        names += 1
      if (terms(item).some((term) => title.has(term))) titled += 1
    }
  }
  return total ? { names: names / total, title: titled / total } : { names: 0.3, title: 0.3 }
}

/**
 * Picks keywords: candidate phrases by RAKE, ranked by how often and how early they occur, their
 * length, and whether they are in the title or are names, as far as the demonstrations' keywords
 * were; a phrase that lies within a better one is left out.
 */
export const pickKeywords = (request: FillRequest): Filled => {
  const document = documentOf(inputText(request.task.query))
  const style = keywordStyle(request)
  const taught = taughtTraits(request)
  const titleTerms = new Set(
    terms(`${request.task.query.title ?? ''} ${document.title} ${document.headings.join(' ')}`),
  )
  const texts = document.sentences.map((sentence) => sentence.text)
  const score = (candidate: Candidate) => {
    const parts = candidate.key.split(' ')
    const titled = parts.filter((part) => titleTerms.has(part)).length / parts.length
    const name =
      /\p{Lu}/u.test(commonest(candidate.surfaces).slice(1)) ||
      [...candidate.surfaces.keys()].every((surface) => /^\p{Lu}/u.test(surface))
        ? 1
        : 0
    const weight =
      Math.log(1 + candidate.count) * (candidate.count > 1 ? Math.sqrt(candidate.size) : 0.8)
    return (
      weight *
        (1 + 0.8 * titled * (0.4 + 2 * taught.title) + 0.4 * name * (0.4 + 2 * taught.names)) +
      0.5 / (1 + candidate.first / 10) +
      jitter(request.variation, candidate.key, 0.4)
    )
  }
  const eligible = [
    ...candidates(document.title ? [document.title, ...texts] : texts).values(),
  ].filter((candidate) => !style.size || candidate.size === style.size)
  const choice: Candidate[] = []
  for (const candidate of ranked(eligible, score)) {
    if (choice.length >= style.count) break
    const parts = new Set(candidate.key.split(' '))
    if (!choice.some((other) => other.key.split(' ').some((part) => parts.has(part))))
      choice.push(candidate)
  }
  const value = [
    ...new Set(choice.map((candidate) => styled(commonest(candidate.surfaces), style))),
  ]
  return { value, evidence: value.join(', '), confidence: value.length ? 0.7 : 0.1 }
}
