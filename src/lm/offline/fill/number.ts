import { NO_ANSWER, questionOf } from './question.ts'
import { identifierWords } from '../text/words.ts'
import { type FillRequest, type Filled, countOf, inputText, mainInput, saidOf } from './request.ts'
import { classify, taughtLabels } from './classify.ts'
import { countWords } from '../text/words.ts'
import { calculate } from './calculate.ts'

const quantities = (text: string): number[] => {
  const found: number[] = []
  for (const match of text.matchAll(
    /(?<![\p{L}\d.])-?\d+(?:,\d{3})*(?:\.\d+)?(?![\d])|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\b/giu,
  )) {
    const value = /\d/.test(match[0]) ? Number(match[0].replace(/,/g, '')) : countOf(match[0])
    if (value !== undefined && Number.isFinite(value)) found.push(value)
  }
  return found
}

const DIFFERENCE =
  /\b(?:left|remain\w*|difference|fewer|less than|more than|minus|subtract\w*|gave away|gives? away|lost|loses?|ate|eats?|sold|spent|spends?|taken away|change)\b/i
const PRODUCT = /\b(?:times|product|multipl\w+|each|every|per|apiece|twice|double)\b/i
const QUOTIENT = /\b(?:divided? (?:by|into|among|equally)|split|shared? (?:equally|among|between)|quotient|half of)\b/i
const MEAN = /\b(?:average|mean)\b/i
const SUM = /\b(?:sum|total|altogether|in all|plus|and|combined|together|add\w*|more|bought|buys?|gets?|got|finds?|found)\b/i

/** Arithmetic on the quantities a text states: the operation is the one its words name. Undefined where it states none or names none. */
export const arithmetic = (text: string): number | undefined => {
  const written = calculate(text)
  if (written !== undefined) return written
  const stated = quantities(text)
  const [first, ...rest] = stated
  if (first === undefined) return undefined
  if (!rest.length) return first
  if (MEAN.test(text)) return stated.reduce((sum, value) => sum + value, 0) / stated.length
  if (QUOTIENT.test(text)) return rest.reduce((result, value) => (value === 0 ? result : result / value), first)
  if (DIFFERENCE.test(text)) return rest.reduce((result, value) => result - value, first)
  if (PRODUCT.test(text)) return rest.reduce((result, value) => result * value, first)
  return SUM.test(text) ? stated.reduce((sum, value) => sum + value, 0) : undefined
}

const labelled = (request: FillRequest): number | undefined => {
  const name = identifierWords(request.field.name).replace(/ /g, '[ _-]?')
  const match = new RegExp(`\\b${name}\\b[^\\d\\n]{0,20}?(-?\\d+(?:,\\d{3})*(?:\\.\\d+)?)`, 'i').exec(inputText(request.task.query))
  return match ? Number((match[1] ?? '').replace(/,/g, '')) : undefined
}

const AMOUNT = /\b(?:total|price|amount|cost|costs|fee|sum|budget|revenue)\b/
const MONEY = /[$€£¥]\s?(\d[\d,]*(?:\.\d+)?)|(?<![\d.,])(\d[\d,]*(?:\.\d+)?)\s?(?:[$€£¥]|(?:USD|EUR|GBP|CHF|JPY|dollars|euros|pounds)\b)/i

/** The first sum of money, where the field is called after one. */
const money = (request: FillRequest): number | undefined => {
  const match = AMOUNT.test(identifierWords(request.field.name)) ? MONEY.exec(inputText(request.task.query)) : null
  return match ? Number((match[1] ?? match[2] ?? '').replaceAll(',', '')) : undefined
}

const clamp = (value: number, request: FillRequest): number => {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, type } = request.field.kind
  const within = Math.min(maximum, Math.max(minimum, value))
  return type === 'integer' ? Math.round(within) : within
}

const confidenceSoFar = (request: FillRequest): number => {
  const values = [...request.filled.values()].map((filled) => filled.confidence)
  const lowest = values.length ? Math.min(...values) : 0.5
  const top = request.field.kind.maximum ?? (/(?:percent|out of 100|0 (?:to|-) 100)/i.test(saidOf(request)) ? 100 : 1)
  return Math.round(lowest * top * 100) / 100
}

const taught = (request: FillRequest): Filled | undefined => {
  const labels = taughtLabels(request)?.filter((label) => Number.isFinite(Number(label)))
  if (!labels?.length) return undefined
  const chosen = classify(request, labels)
  return { ...chosen, value: clamp(Number(chosen.value), request) }
}

/**
 * Fills a number: a confidence from how well the other fields' evidence fits; a count of words where that is the name; a number that stands behind the
 * field's own name, or beside a currency where the name is one of money; the nearest demonstration's number where demonstrations have one; else arithmetic on the quantities stated. 0 where nothing is stated.
 */
export const fillNumber = (request: FillRequest): Filled => {
  const name = identifierWords(request.field.name)
  const question = questionOf(request.task.query)
  if (/\b(confidence|certainty|probability)\b/.test(name))
    return { value: clamp(confidenceSoFar(request), request), evidence: 'how well the evidence fits', confidence: 1 }
  if (/\bword count\b|\bnumber of words\b/i.test(`${name} ${request.field.description}`))
    return { value: countWords(mainInput(request.task.query)), evidence: 'the words counted', confidence: 0.9 }
  const own = labelled(request) ?? money(request)
  if (own !== undefined) return { value: clamp(own, request), evidence: `the input states ${own}`, confidence: 0.9 }
  const asked = question ? (request.task.query[question] ?? '') : inputText(request.task.query)
  const result = arithmetic(asked) ?? (question ? arithmetic(inputText(request.task.query)) : undefined)
  const near = result === undefined || !question ? taught(request) : undefined
  if (near) return near
  if (result === undefined) return { value: clamp(0, request), evidence: `no quantity is stated (${NO_ANSWER})`, confidence: 0.1 }
  return { value: clamp(result, request), evidence: `the quantities stated: ${quantities(asked).join(', ')}`, confidence: 0.6 }
}
