import { amounts } from '../text/amounts.ts'
import { countWords, identifierWords } from '../text/words.ts'
import { arithmeticAnswer, quantities } from './arithmetic.ts'
import { type BoundNumber, boundNumber } from './bound-number.ts'
import { classify, taughtLabels } from './classify.ts'
import { labeledValues } from './labeled.ts'
import {
  contextOf,
  type Filled,
  type FillRequest,
  inputText,
  mainInput,
  questionOf,
  saidOf,
} from './request.ts'

/**
 * The number under the field's label: the last one that is not a percentage, unless the field asks
 * for a percentage.
 */
const labeled = (request: FillRequest): number | undefined => {
  for (const value of labeledValues(request)) {
    const stated = amounts(value)
    const isShare = /\b(?:percent|percentage|rate)\b/.test(identifierWords(request.field.name))
      ? stated
      : stated.filter(({ percent }) => !percent)
    const money = isShare.filter(({ currency }) => currency)
    const amount = money[0] ?? isShare[0]
    if (amount) return amount.value
  }
  return undefined
}

/** The highest a confidence gets, as nothing is certain, in parts of what is the most. */
const SUREST = 0.9

const confidenceSoFar = (request: FillRequest): number => {
  const values = [...request.filled.values()].map((filled) => filled.confidence)
  const lowest = values.length ? Math.min(SUREST, ...values) : 0.5
  const top =
    request.field.kind.maximum ??
    (/(?:percent|out of 100|0 (?:to|-) 100)/i.test(saidOf(request)) ? 100 : 1)
  return Math.round(lowest * top * 100) / 100
}

const taught = (request: FillRequest): Filled | undefined => {
  const labels = taughtLabels(request)?.filter((label) => Number.isFinite(Number(label)))
  if (!labels?.length) return undefined
  const choice = classify(request, labels)
  return { ...choice, value: Number(choice.value) }
}

/** What a question counts or measures: `arches` in `How many arches does it have?`. */
const counted = (question: string): string =>
  /\bhow (?:many|much) (?:of the )?((?:[\p{L}-]+ ?){1,3}?)(?=(?:are|is|was|were|do|does|did|can|could|will|would|has|have|had|in|on|at|per|there)\b|[?]|$)/iu.exec(
    question,
  )?.[1] ?? ''

/**
 * The number in the other inputs that belongs to the field's name or to what the question counts.
 */
const stated = (request: FillRequest): BoundNumber | undefined => {
  const question = questionOf(request.task.query)
  const questionText = question ? (request.task.query[question] ?? '') : ''
  const text = contextOf(request.task.query)
  if (question && text === questionText) return undefined
  const name = identifierWords(request.field.name)
  if (!question)
    return (
      boundNumber(text, { name, around: request.field.description }) ??
      boundNumber(text, { name: request.field.description })
    )
  return (
    (counted(questionText)
      ? boundNumber(text, { name: counted(questionText), around: questionText })
      : undefined) ?? boundNumber(text, { name: questionText, around: questionText })
  )
}

const CALCULATED =
  /\b(?:answer|result|sum|total|solution|value|difference|product|average|mean|remainder|left|calculation|output)\b/

const ofArithmetic = (request: FillRequest): Filled | undefined => {
  const question = questionOf(request.task.query)
  const questionText = question
    ? (request.task.query[question] ?? '')
    : inputText(request.task.query)
  const numbers = quantities(questionText)
  if (!question && numbers.length !== 1 && !CALCULATED.test(identifierWords(request.field.name)))
    return undefined
  const result =
    arithmeticAnswer(questionText) ??
    (question ? arithmeticAnswer(inputText(request.task.query)) : undefined)
  if (result === undefined) return undefined
  return {
    value: result,
    evidence: `calculated from the numbers ${numbers.slice(0, 20).join(', ')}`,
    confidence: 0.5,
  }
}

/**
 * Fills a number: a confidence from how well the other fields' evidence fits; a count of words if
 * the name asks for it; a number under the field's label; the number next to the field's noun, to
 * what the question counts, or to a unit or currency of its kind; the nearest demonstration's
 * number if demonstrations have one; otherwise arithmetic on the stated quantities. Nothing if none
 * is stated.
 */
export const fillNumber = (request: FillRequest): Filled => {
  const name = identifierWords(request.field.name)
  if (/\b(confidence|certainty|probability)\b/.test(name))
    return {
      value: confidenceSoFar(request),
      evidence: 'how well the evidence of the other fields fits',
      confidence: SUREST,
    }
  if (/\bword count\b|\bnumber of words\b/i.test(`${name} ${request.field.description}`))
    return {
      value: countWords(mainInput(request.task.query)),
      evidence: 'the words of the input, counted',
      confidence: SUREST,
    }
  const own = labeled(request)
  if (own !== undefined)
    return { value: own, evidence: `the input states ${own}`, confidence: SUREST }
  const bound = stated(request)
  if (bound)
    return {
      value: bound.amount.value,
      evidence: bound.written,
      confidence: Math.min(SUREST, 0.4 + bound.score / 2),
    }
  const calculated = ofArithmetic(request)
  const near = calculated && questionOf(request.task.query) ? undefined : taught(request)
  return (
    near ??
    calculated ?? {
      value: 0,
      absent: true,
      evidence: 'the input states no number for it',
      confidence: 0.1,
    }
  )
}
