import { documentOf } from '../text/document.ts'
import { isPerson, personsIn } from '../text/names.ts'
import { coverage } from '../text/similarity.ts'
import { countWords, identifierWords, terms, textWords } from '../text/words.ts'
import { jitter, ranked } from '../variation.ts'
import { pickKeywords } from './keywords.ts'
import { labeledValues } from './labeled.ts'
import {
  askedCount,
  contextOf,
  demoValues,
  type Filled,
  type FillRequest,
  inputText,
  mainInput,
  median,
  saidOf,
} from './request.ts'
import { spanOfRole } from './roles.ts'
import { answerSpan } from './short-span.ts'
import { shorten } from './summary.ts'

const SHAPES: readonly (readonly [RegExp, RegExp])[] = [
  [/\be-?mail\b/i, /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/],
  [/\b(?:url|link|website|homepage)\b/i, /https?:\/\/[^\s<>"')\]]+|\bwww\.[^\s<>"')\]]+/],
  [/\b(?:phone|telephone|mobile)\b/i, /(?<![\w-])\+?\d[\d ()/-]{6,24}\d/],
  [/\b(?:version)\b/i, /\bv?\d{1,6}\.\d{1,6}(?:\.\d{1,6})?(?:-[\w.]{1,40})?/],
  [/\b(?:iban)\b/i, /\b[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?\b/],
  [
    /\b(?:price|amount|cost|total)\b/i,
    /[$€£]\s?\d[\d.,]{0,20}|(?<![\d.,])\d[\d.,]{0,20}\s?(?:USD|EUR|GBP|dollars|euros)/,
  ],
]
const IDENTIFIER = /\b(?:id|number|no|nr|code|reference|ref|order|invoice|ticket|tracking)\b/
const TOKEN = '#?((?=[\\w/-]{0,40}\\d)[A-Za-z\\d][\\w/-]{1,40})'
const ANY_TOKEN = /#?\b(?<![A-Z0-9-])(?=[A-Z0-9-]{0,40}\d)[A-Z0-9][A-Z0-9-]{2,40}\b/

/**
 * `invoice number` in `INVOICE No. 7731` or `(order 88213)`: what stands behind the name's first
 * words.
 */
const identifierIn = (text: string, name: string): string | undefined => {
  const about = textWords(name).filter(
    (word) => !/^(?:id|number|no|nr|code|reference|ref)$/.test(word),
  )
  for (const word of about.length ? [about.join('\\s+'), ...about] : []) {
    const match = new RegExp(
      `\\b${word}\\b[\\s:]{0,3}(?:(?:id|number|no|nr|code|reference|ref)\\b\\.?|#)?[\\s:#]{0,4}${TOKEN}`,
      'i',
    ).exec(text)
    if (match) return match[1]
  }
  return undefined
}

const titleLike = (request: FillRequest): Filled => {
  const document = documentOf(mainInput(request.task.query))
  const limit =
    askedCount(saidOf(request), 'words?')?.count ??
    (median(demoValues(request).map(({ value }) => countWords(value))) || 12)
  const [best] = ranked(
    document.sentences.slice(0, 200),
    (sentence) =>
      sentence.terms.reduce(
        (sum, term) => sum + Math.log(1 + (document.frequency.get(term) ?? 0)),
        0,
      ) /
        (sentence.terms.length + 4) +
      1 / (1 + sentence.index) +
      jitter(request.variation, sentence.text, 0.5),
  )
  const text =
    (request.variation.seed === undefined && document.title) || best?.text || document.title
  return {
    value: shorten(text, limit).replace(/[.!?]$/, ''),
    evidence: best?.text ?? text,
    confidence: 0.6,
  }
}

const UNKNOWN: Filled = {
  value: "I don't know.",
  absent: true,
  evidence: 'nothing in the input says so',
  confidence: 0.1,
}

const bySentence = (request: FillRequest): Filled => {
  const wording = terms(`${identifierWords(request.field.name)} ${request.field.description}`)
  const document = documentOf(inputText(request.task.query))
  const score = (sentence: (typeof document.sentences)[number]) => coverage(wording, sentence.terms)
  const [best] = ranked(
    document.sentences,
    (sentence) =>
      score(sentence) + 0.2 / (1 + sentence.index) + jitter(request.variation, sentence.text, 0.1),
  )
  if (!best) return { value: inputText(request.task.query).trim(), evidence: '', confidence: 0.1 }
  // A line of text is a value; a sentence that does not mention the field is not.
  if (
    (request.field.kind.line || request.field.kind.nullable) &&
    score(best) === 0 &&
    !demoValues(request).length
  )
    return UNKNOWN
  const limit = askedCount(saidOf(request), 'words?')?.count ?? Number.POSITIVE_INFINITY
  const span = request.field.kind.line
    ? answerSpan(`What is the ${identifierWords(request.field.name)}?`, best.text)
    : undefined
  return { value: shorten(span ?? best.text, limit), evidence: best.text, confidence: 0.3 }
}

const LONGEST_VALUE = 120

/**
 * What of a labeled value is the value: the shape asked for, a person without the address, the text
 * up to the end of the clause.
 */
const cleanValue = (value: string, name: string): string | undefined => {
  const shape = SHAPES.find(([about]) => about.test(name))?.[1]
  if (shape) return shape.exec(value)?.[0].trim()
  if (/\bname\b|\bsender\b|\brecipient\b|\bauthor\b|\bperson\b|\bcontact\b/.test(name)) {
    const bare = value.replace(/\s*<[^>]*>.*$/, '').trim()
    const first = bare.split(/,|;|\s\(/)[0]?.trim() ?? ''
    return isPerson(first)
      ? first
      : (personsIn(value)[0] ?? (/@/.test(bare) && /name/.test(name) ? undefined : bare))
  }
  if (IDENTIFIER.test(name) && /\d/.test(value)) return new RegExp(TOKEN).exec(value)?.[1] ?? value
  return value.length > LONGEST_VALUE
    ? value.split(/[.;]\s/)[0]
    : value.replace(/(?<=\p{Ll}{2})\.$/u, '')
}

const labeled = (request: FillRequest, name: string): Filled | undefined => {
  for (const stated of labeledValues(request)) {
    const value = /\bcurrency\b/.test(name) ? stated : cleanValue(stated, name)
    if (value) return { value, evidence: value, confidence: 0.9 }
  }
  return undefined
}

const filledWith = (value: string | undefined, confidence: number): Filled | undefined =>
  value ? { value, evidence: value, confidence } : undefined

const bySpan = (request: FillRequest, name: string): Filled | undefined => {
  const text = contextOf(request.task.query)
  const wording = `${name} ${request.field.description}`
  const own = filledWith(IDENTIFIER.test(name) ? identifierIn(text, name) : undefined, 0.8)
  if (own) return own
  for (const [about, shape] of SHAPES) {
    const match = about.test(wording) ? shape.exec(text) : null
    if (match) return filledWith(match[0].trim(), 0.7)
  }
  const role =
    request.field.kind.line ||
    /\b(?:name|person|author|speaker|customer|company|organi[sz]ation|place|city|country|location|currency|language)\b/.test(
      wording,
    )
  const byRole = role
    ? spanOfRole(text, /\bwho\b/i.test(request.field.description) ? `${name} who` : name)
    : undefined
  if (byRole) return filledWith(byRole, 0.7)
  const token = /\b(?:id|number|code|order|invoice|ticket)\b/.test(name)
    ? ANY_TOKEN.exec(text)?.[0]
    : undefined
  return filledWith(token?.trim(), 0.5)
}

/**
 * Copies a string from the input: the text under a label with the field's meaning; the title for a
 * headline; a span of the shape or the kind that the name or description mentions (address, link,
 * version, amount, identifier, person, job, place, firm); otherwise the sentence nearest to the
 * field's name and description, of which a line uses what follows the name (`the budget is …`). A
 * line that no sentence mentions is unknown.
 */
export const copySpan = (request: FillRequest): Filled => {
  const name = identifierWords(request.field.name)
  const own = labeled(request, name)
  if (own) return own
  const wording = `${name} ${request.field.description}`
  if (/\b(?:title|headline|subject|heading)\b/i.test(wording) && !/\bjob\b/.test(name))
    return titleLike(request)
  const span = bySpan(request, name)
  if (span) return span
  if (SHAPES.some(([about]) => about.test(name)) && request.field.kind.line) return UNKNOWN
  if (/\b(?:topic|theme)\b/.test(name) && request.field.kind.line) {
    const picked = pickKeywords(request)
    const [first] = Array.isArray(picked.value) ? picked.value : []
    if (typeof first === 'string') return { ...picked, value: first }
  }
  return bySentence(request)
}
