const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const NAMES =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?'
const DATE = new RegExp(
  `(?<iso>\\d{4})-(?<isoMonth>\\d\\d)-(?<isoDay>\\d\\d)(?:[T ](?<time>\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)(?<zone>Z|[+-]\\d\\d:?\\d\\d)?)?|\\b(?<month>${NAMES})\\b\\.? (?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])(?:,? (?<year>\\d{4}))?|(?<![\\d.,:])(?<day2>\\d{1,2})(?:st|nd|rd|th|\\.)? (?:of )?(?<month2>${NAMES})\\b\\.?(?:,? (?<year2>\\d{4}))?|(?<![\\d.])(?<day3>\\d{1,2})\\.(?<month3>\\d{1,2})\\.(?<year3>\\d{4})|(?<![\\d/])(?<day4>\\d{1,2})/(?<month4>\\d{1,2})/(?<year4>\\d{4})(?![\\d/])`,
  'gi',
)

/** A day that a text states. */
export interface StatedDate {
  readonly date: string
  readonly time: string | undefined
  readonly written: string
  readonly start: number
  readonly end: number
}

const twoDigits = (text: string | number): string => String(text).padStart(2, '0')
const monthOf = (name: string): string =>
  twoDigits(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1)

type Groups = Readonly<Record<string, string | undefined>>

/** Day and month of `3/4/2026`: the day is first, unless the second number can be no month. */
const slashed = ({ day4, month4 }: Groups): { readonly day: string; readonly month: string } =>
  Number(month4) > 12
    ? { day: month4 ?? '', month: day4 ?? '' }
    : { day: day4 ?? '', month: month4 ?? '' }

const dateOf = (groups: Groups, year: string): string => {
  const monthName = groups.month ?? groups.month2
  const turned = slashed(groups)
  const month =
    groups.isoMonth ?? (monthName ? monthOf(monthName) : twoDigits(groups.month3 ?? turned.month))
  return `${year}-${month}-${twoDigits(groups.isoDay ?? groups.day ?? groups.day2 ?? groups.day3 ?? turned.day)}`
}

const yearOf = ({ iso, year, year2, year3, year4 }: Groups): string | undefined =>
  iso ?? year ?? year2 ?? year3 ?? year4

const exists = (date: string): boolean =>
  !Number.isNaN(Date.parse(date)) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)

/**
 * The days of a text in order. One without a year is of the first year that another states; where
 * none does, it is left out.
 */
export const datesIn = (text: string): StatedDate[] => {
  const matches = [...text.matchAll(DATE)]
  const stated = matches.map((match) => yearOf(match.groups ?? {})).find(Boolean)
  return matches.flatMap((match) => {
    const groups = match.groups ?? {}
    const year = yearOf(groups) ?? stated
    const date = year ? dateOf(groups, year) : ''
    if (!year || !exists(date)) return []
    const time = groups.time
      ? `${groups.time.length === 5 ? `${groups.time}:00` : groups.time}${groups.zone ?? 'Z'}`
      : undefined
    return [
      { date, time, written: match[0], start: match.index, end: match.index + match[0].length },
    ]
  })
}
