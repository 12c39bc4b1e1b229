/**
 * What time is counted in. A day is 24 hours and a week starts on Monday, in UTC; a month and a
 * year are the calendar's.
 */
export type TimeUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'

const day = 86_400_000
/** The units of one length, in milliseconds. */
export const lengths: Readonly<Record<Exclude<TimeUnit, 'month' | 'year'>, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day,
  week: 7 * day,
}

/** The first and the last time that a field can hold: what would lie beyond is one of them. */
export const [earliest, latest] = [
  Date.parse('0001-01-01T00:00:00.000Z'),
  Date.parse('9999-12-31T23:59:59.999Z'),
]
const clamp = (time: number): Date => new Date(Math.max(earliest, Math.min(latest, time)))

const utc = (year: number, month: number, date: number): number => {
  const start = new Date(0)
  start.setUTCFullYear(year, month, date)
  return start.getTime()
}

const addMonths = (time: Date, months: number): Date => {
  const index = time.getUTCFullYear() * 12 + time.getUTCMonth() + months
  if (index < 12) return new Date(earliest)
  if (index >= 120_000) return new Date(latest)
  const [year, month] = [Math.floor(index / 12), index % 12]
  const days = new Date(utc(year, month + 1, 0)).getUTCDate()
  const rest = time.getTime() - utc(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate())
  return new Date(utc(year, month, Math.min(time.getUTCDate(), days)) + rest)
}

/**
 * So many units later. Of a length, a fraction counts; of months and years, whole ones do, and the
 * day is at most the month's last.
 */
export const addTime = (date: Date, amount: number, unit: TimeUnit): Date => {
  const time = clamp(date.getTime())
  if (unit === 'month' || unit === 'year')
    return addMonths(time, Math.trunc(amount) * (unit === 'year' ? 12 : 1))
  return clamp(time.getTime() + Math.trunc(amount * lengths[unit]))
}

/** The start of the unit that a time is in. */
export const startOfUnit = (date: Date, unit: TimeUnit): Date => {
  const time = clamp(date.getTime())
  const [year, month, dayOfMonth] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()]
  if (unit === 'year' || unit === 'month')
    return new Date(utc(year, unit === 'year' ? 0 : month, 1))
  if (unit === 'week') return new Date(utc(year, month, dayOfMonth - ((time.getUTCDay() + 6) % 7)))
  return new Date(
    time.getTime() -
      ((((time.getTime() - earliest) % lengths[unit]) + lengths[unit]) % lengths[unit]),
  )
}
