import { compareCodePoints } from '../text/shown.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { ok, type Result, type Type } from './type.ts'

/**
 * Whether year, month and day name a day of the Gregorian calendar between the years 1 and 9999.
 */
const isCalendarDay = (year: number, month: number, day: number): boolean => {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)
}

/**
 * A day without a time or a zone, as `'2026-01-31'`. A `Date` is refused: which day it is depends
 * on a zone.
 */
export const dateType = (): Type<string> =>
  defineType<string>({
    name: 'date',
    storage: 'date',
    reads: 'all',
    fidelity: 'sure',
    parse: (input) => {
      const text = typeof input === 'string' ? input.trim() : ''
      const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
      const valid = isCalendarDay(Number(year), Number(month), Number(day))
      return year && valid
        ? ok(text)
        : mismatch('date', 'must be a calendar date such as 2026-01-31', input)
    },
    compare: compareCodePoints,
    jsonSchema: { type: 'string', format: 'date' },
    isEmpty: isBlank,
  })

const pattern =
  /^(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s?(?:z|([+-])(\d\d)(?::?(\d\d))?)?$/i
const example = 'such as 2026-01-31T12:00:00Z'

const milliseconds = (fraction: string | undefined): number =>
  fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'))

/** Each row that is read comes through here: no arrays, and one Date only where a year needs it. */
const timeOf = (match: RegExpExecArray): number => {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)]
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)]
  if (
    !isCalendarDay(year, month, day) ||
    hour > 23 ||
    minute > 59 ||
    second > 59 ||
    offsetHour > 15 ||
    offsetMinute > 59
  )
    return Number.NaN
  const local =
    utc(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds(match[7])
  return local - (match[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000
}

/** `Date.UTC` takes the years before 100 for years of the last century. */
const utc = (year: number, month: number, day: number): number =>
  year < 100 ? new Date(0).setUTCFullYear(year, month, day) : Date.UTC(year, month, day)

const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

const parse = (input: unknown): Result<Date> => {
  if (input instanceof Date) return valid(input.getTime(), input)
  const match = typeof input === 'string' ? pattern.exec(input.trim()) : null
  if (!match)
    return mismatch('datetime', `must be a date and time with a time zone, ${example}`, input)
  if (!match[8] && !/z$/i.test(match[0]))
    return mismatch('zone_required', `must state its time zone, ${example}`, input)
  return valid(timeOf(match), input)
}
const valid = (time: number, input: unknown): Result<Date> =>
  time >= earliest && time <= latest
    ? ok(new Date(time))
    : mismatch('datetime', `must be a date and time that exists, ${example}`, input)

/**
 * A point in time, to the millisecond. Strings must say their zone; what has none is refused rather
 * than guessed.
 */
export const datetimeType = (): Type<Date> =>
  defineType<Date>({
    name: 'datetime',
    storage: 'timestamptz',
    reads: 'all',
    fidelity: 'direct',
    parse,
    // Text, since drivers write a Date in the process's zone, and some read the years before 100 as
    // this century's.
    dump: (value) => value.toISOString(),
    toJson: (value) => value.toISOString(),
    equal: (left, right) => left.getTime() === right.getTime(),
    compare: (left, right) => left.getTime() - right.getTime(),
    jsonSchema: { type: 'string', format: 'date-time' },
    description: 'date and time',
    isEmpty: isBlank,
  })
