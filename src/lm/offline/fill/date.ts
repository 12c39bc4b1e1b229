import { identifierWords, terms } from '../text/words.ts'
import { ranked } from '../variation.ts'
import { type FillRequest, type Filled, inputText } from './request.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const NAMES = 'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?'
const DATE = new RegExp(
  `(?<iso>\\d{4})-(?<isoMonth>\\d\\d)-(?<isoDay>\\d\\d)(?:[T ](?<time>\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)(?<zone>Z|[+-]\\d\\d:?\\d\\d)?)?|(?<month>${NAMES})\\.? (?<day>\\d{1,2})(?:st|nd|rd|th)?,? (?<year>\\d{4})|(?<day2>\\d{1,2})(?:st|nd|rd|th|\\.)? (?:of )?(?<month2>${NAMES})\\.?,? (?<year2>\\d{4})|(?<day3>\\d{1,2})\\.(?<month3>\\d{1,2})\\.(?<year3>\\d{4})`,
  'gi',
)

interface FoundDate {
  readonly date: string
  readonly time: string | undefined
  readonly written: string
  readonly before: string
}

const twoDigits = (text: string | number): string => String(text).padStart(2, '0')
const monthOf = (name: string): string => twoDigits(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1)

const dates = (text: string): FoundDate[] =>
  [...text.matchAll(DATE)].flatMap((match) => {
    const groups = match.groups ?? {}
    const year = groups.iso ?? groups.year ?? groups.year2 ?? groups.year3 ?? ''
    const named = groups.month ?? groups.month2
    const month = groups.isoMonth ?? (named ? monthOf(named) : twoDigits(groups.month3 ?? ''))
    const day = twoDigits(groups.isoDay ?? groups.day ?? groups.day2 ?? groups.day3 ?? '')
    const date = `${year}-${month}-${day}`
    const time = groups.time ? `${groups.time.length === 5 ? `${groups.time}:00` : groups.time}${groups.zone ?? 'Z'}` : undefined
    return Number.isNaN(Date.parse(date)) ? [] : [{ date, time, written: match[0], before: text.slice(Math.max(0, match.index - 60), match.index) }]
  })

/** Fills a date: of the dates written in the input, the one whose preceding words share most with the field's name and description; null where there is none. */
export const fillDate = (request: FillRequest): Filled => {
  const said = new Set(terms(`${identifierWords(request.field.name)} ${request.field.description}`))
  const [best] = ranked(dates(inputText(request.task.query)), (found) => terms(found.before).filter((term) => said.has(term)).length)
  if (!best) return { value: null, evidence: 'the input states no date', confidence: 0.1 }
  return { value: request.field.kind.type === 'datetime' ? `${best.date}T${best.time ?? '00:00:00Z'}` : best.date, evidence: best.written, confidence: 0.8 }
}
