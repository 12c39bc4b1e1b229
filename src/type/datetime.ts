import { isCalendarDay } from './calendar.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { ok, type Result, type Type } from './type.ts'

const pattern = /^(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s?(?:z|([+-])(\d\d)(?::?(\d\d))?)?$/i
const example = 'such as 2026-01-31T12:00:00Z'

const timeOf = (match: RegExpExecArray): number => {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number]
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)]
  if (!isCalendarDay(year, month, day) || hour > 23 || minute > 59 || second > 59 || offsetHour > 15 || offsetMinute > 59) return Number.NaN
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  local.setUTCHours(hour, minute, second, Number((match[7] ?? '').slice(0, 3).padEnd(3, '0')))
  return local.getTime() - (match[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000
}

const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

const parse = (input: unknown): Result<Date> => {
  if (input instanceof Date) return valid(input.getTime(), input)
  const match = typeof input === 'string' ? pattern.exec(input.trim()) : null
  if (!match) return mismatch('datetime', `must be a date and time with a zone, ${example}`, input)
  if (!match[8] && !/z$/i.test(match[0])) return mismatch('zone_required', `must say its zone, ${example}`, input)
  return valid(timeOf(match), input)
}
const valid = (time: number, input: unknown): Result<Date> =>
  time >= earliest && time <= latest ? ok(new Date(time)) : mismatch('datetime', `must be a date and time that exists, ${example}`, input)

/** A point in time, to the millisecond. Strings must say their zone; what has none is refused rather than guessed. */
export const datetimeType = (): Type<Date> =>
  defineType<Date>({
    name: 'datetime',
    storage: 'timestamptz',
    parse,
    // Text, since drivers write a Date in the process's zone, and some read the years before 100 as this century's.
    dump: (value) => value.toISOString(),
    toJson: (value) => value.toISOString(),
    equal: (left, right) => left.getTime() === right.getTime(),
    compare: (left, right) => left.getTime() - right.getTime(),
    jsonSchema: { type: 'string', format: 'date-time' },
    description: 'date and time',
    isEmpty: isBlank,
  })
