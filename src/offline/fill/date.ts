import { datesIn } from '../text/dates.ts'
import { identifierWords, terms } from '../text/words.ts'
import { ranked } from '../variation.ts'
import { labeledValues } from './labeled.ts'
import { contextOf, type Filled, type FillRequest, questionOf } from './request.ts'

/** How far around a day its meaning is looked for. */
const BEFORE = 60
const AFTER = 25

/**
 * Fills a date: the one under a label that means the field; else, of the dates written in the
 * input, the one whose nearby words share most with the field's name and description, the words
 * before it twice. Nothing where there is none.
 */
export const fillDate = (request: FillRequest): Filled => {
  const text = contextOf(request.task.query)
  const own = labeledValues(request).find((value) => datesIn(value).length)
  const question = questionOf(request.task.query)
  const wordingDates = new Set(
    terms(
      `${identifierWords(request.field.name)} ${request.field.description} ${question ? (request.task.query[question] ?? '') : ''}`,
    ),
  )
  const shared = (part: string) => terms(part).filter((term) => wordingDates.has(term)).length
  const dates = own ? datesIn(`${own}\n${text}`).slice(0, 1) : datesIn(text)
  const [best] = ranked(
    dates,
    ({ start, end }) =>
      2 *
        shared(
          text
            .slice(Math.max(0, start - BEFORE), start)
            .split('\n')
            .slice(-2)
            .join('\n'),
        ) +
      shared(text.slice(end, end + AFTER).split(/[\n.]/)[0] ?? ''),
  )
  if (!best)
    return { value: null, absent: true, evidence: 'the input states no date', confidence: 0.1 }
  return {
    value:
      request.field.kind.type === 'datetime'
        ? `${best.date}T${best.time ?? '00:00:00Z'}`
        : best.date,
    evidence: best.written,
    confidence: 0.8,
  }
}
