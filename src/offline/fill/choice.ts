import { currencyIn } from '../text/amounts.ts'
import { identifierWords } from '../text/words.ts'
import { classify } from './classify.ts'
import { labeledValues } from './labeled.ts'
import { contextOf, demoValues, type Filled, type FillRequest, questionOf } from './request.ts'
import { yesNo } from './yes-no.ts'

const ENOUGH = 0.62

const same = (left: string, right: string): boolean =>
  left.trim().toLowerCase() === right.trim().toLowerCase()

/** Of `yes` and `no` (and `unknown`), what the other inputs say to the question. */
const decided = (request: FillRequest, labels: readonly string[]): Filled | undefined => {
  const question = questionOf(request.task.query)
  const [yes, no] = [
    labels.find((label) => /^(?:yes|true)$/i.test(label)),
    labels.find((label) => /^(?:no|false)$/i.test(label)),
  ]
  if (
    !question ||
    yes === undefined ||
    no === undefined ||
    Object.keys(request.task.query).length < 2
  )
    return undefined
  const verdict = yesNo(request.task.query[question] ?? '', contextOf(request.task.query), ENOUGH)
  if (verdict)
    return {
      value: verdict.value ? yes : no,
      evidence: verdict.evidence,
      confidence: Math.min(0.9, verdict.share),
    }
  const unknown = labels.find((label) =>
    /^(?:unknown|maybe|not stated|unclear|unsure)$/i.test(label),
  )
  return {
    value: unknown ?? no,
    absent: true,
    evidence: 'nothing in the input says so',
    confidence: 0.3,
  }
}

/** The choice that the input states under the field's label. */
const labeled = (request: FillRequest, labels: readonly string[]): Filled | undefined => {
  for (const value of labeledValues(request)) {
    const label = labels.find(
      (candidate) => same(candidate, value) || same(identifierWords(candidate), value),
    )
    if (label !== undefined) return { value: label, evidence: value, confidence: 0.9 }
  }
  return undefined
}

/**
 * Fills a choice: for yes and no, the input's answer to the question; a currency; the choice under
 * the field's label; otherwise by `classify`.
 */
export const fillChoice = (request: FillRequest, labels: readonly string[]): Filled => {
  if (demoValues(request).length) return classify(request, labels)
  const money = /currency/i.test(request.field.name)
    ? currencyIn(contextOf(request.task.query))
    : undefined
  const code = labels.find((label) => money !== undefined && same(label, money))
  if (code !== undefined)
    return { value: code, evidence: `the sums are in ${code}`, confidence: 0.9 }
  return decided(request, labels) ?? labeled(request, labels) ?? classify(request, labels)
}
