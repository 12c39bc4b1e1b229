import { amounts } from '../text/amounts.ts'
import { calculateText } from './calculate.ts'

/** The numbers of a text as they are to be counted with. */
export const quantities = (text: string): number[] => amounts(text).map(({ value }) => value)

const DIFFERENCE =
  /\b(?:left|remain\w*|difference|fewer|less than|more than|minus|subtract\w*|gave away|gives? away|lost|loses?|ate|eats?|sold|spent|spends?|taken away|change)\b/i
const PRODUCT =
  /\b(?:times|product|multipl\w+|each|every|per|apiece|twice|double|in (?:a|one|each|every) \p{L}+)\b/iu
const QUOTIENT =
  /\b(?:divided? (?:by|into|among|equally)|split|shared? (?:equally|among|between)|quotient|half of)\b/i
const MEAN = /\b(?:average|mean)\b/i
const SUM =
  /\b(?:sum|total|altogether|in all|plus|and|combined|together|add\w*|more|bought|buys?|gets?|got|finds?|found)\b/i

/** A share of a whole: `25 % of 80`, `80 with 25 % off`. Undefined where a text states none. */
const ofShare = (text: string): number | undefined => {
  const stated = amounts(text)
  const share = stated.find(({ percent }) => percent)
  const whole = stated.find(({ percent }) => !percent)
  if (!share || !whole || stated.length !== 2) return undefined
  const part = (whole.value * share.value) / 100
  if (
    /\b(?:off|discount\w*|reduc\w+|cheaper|less|decreas\w+|drops?|falls?|down)\b/i.test(text) &&
    !/\bhow much (?:is|was) (?:the )?(?:discount|reduction)\b/i.test(text)
  )
    return whole.value - part
  return /\b(?:increas\w+|rais\w+|rises?|more|tip|tax|vat|interest)\b/i.test(text) &&
    !/\bof\b/i.test(text)
    ? whole.value + part
    : part
}

const clean = (value: number): number => Number(value.toPrecision(12))

/**
 * Arithmetic on the quantities a text states: the operation is the one its words name. Undefined
 * where it states none or names none.
 */
export const arithmeticAnswer = (text: string): number | undefined => {
  const written = calculateText(text)
  if (written !== undefined) return written
  const share = ofShare(text)
  if (share !== undefined) return clean(share)
  const stated = quantities(text)
  const [first, ...rest] = stated
  if (first === undefined) return undefined
  if (!rest.length) return first
  if (MEAN.test(text)) return clean(stated.reduce((sum, value) => sum + value, 0) / stated.length)
  if (QUOTIENT.test(text))
    return clean(rest.reduce((result, value) => (value === 0 ? result : result / value), first))
  if (DIFFERENCE.test(text)) return clean(rest.reduce((result, value) => result - value, first))
  if (PRODUCT.test(text)) return clean(rest.reduce((result, value) => result * value, first))
  return SUM.test(text) ? clean(stated.reduce((sum, value) => sum + value, 0)) : undefined
}
