import { isCalendarDay } from './calendar.ts'
import { compareCodePoints } from './code-point.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { ok, type Type } from './type.ts'

/** A day without a time or a zone, as `'2026-01-31'`. A `Date` is refused: which day it is depends on a zone. */
export const dateType = (): Type<string> =>
  defineType<string>({
    name: 'date',
    storage: 'date',
    reads: 'all',
    held: 'sure',
    parse: (input) => {
      const text = typeof input === 'string' ? input.trim() : ''
      const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
      const valid = isCalendarDay(Number(year), Number(month), Number(day))
      return year && valid ? ok(text) : mismatch('date', 'must be a calendar date such as 2026-01-31', input)
    },
    compare: compareCodePoints,
    jsonSchema: { type: 'string', format: 'date' },
    isEmpty: isBlank,
  })
