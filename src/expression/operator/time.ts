import { addTime, lengths, startOfUnit, type TimeUnit } from '../time.ts'
import { type OperatorDefinition, strict } from './definition.ts'

const isUnit = (unit: unknown): unit is TimeUnit =>
  typeof unit === 'string' && (unit in lengths || unit === 'month' || unit === 'year')
const bare = (word: string | undefined) => (word ?? '').replaceAll('"', '')

export const time = {
  now: {
    arity: [0, 0],
    evaluate: (_, scope) => scope.now?.() ?? new Date(),
    words: () => 'now',
    volatile: true,
  },
  dateAdd: strict(
    3,
    (date: unknown, amount: unknown, unit: unknown) =>
      date instanceof Date && typeof amount === 'number' && isUnit(unit)
        ? addTime(date, amount, unit)
        : null,
    ([date, amount, unit]) => `${date} plus ${amount} ${bare(unit)}s`,
    { infix: true },
  ),
  startOf: strict(
    2,
    (unit: unknown, date: unknown) =>
      date instanceof Date && isUnit(unit) ? startOfUnit(date, unit) : null,
    ([unit, date]) => `the start of the ${bare(unit)} of ${date}`,
    { infix: true },
  ),
} satisfies Record<string, OperatorDefinition>
