import { type Amount, amounts } from '../text/amounts.ts'
import { datesIn } from '../text/dates.ts'
import { MEASURES, MONEY, PERCENT } from '../text/units.ts'
import { stem, textWords } from '../text/words.ts'
import { ranked } from '../variation.ts'

/** What a number is sought for: the words that name it, and those of the question around them. */
export interface Sought {
  readonly name: string
  readonly around?: string
}

export interface BoundNumber {
  readonly amount: Amount
  /** The part of the sentence that holds it. */
  readonly written: string
  readonly score: number
}

/** Words of a name that any number has. */
const EMPTY = new Set(
  'number count amount total sum how many much of the a an no num value quantity in per is are was were for size'.split(
    ' ',
  ),
)

const nameStems = (name: string): string[] =>
  textWords(name)
    .filter((word) => !EMPTY.has(word.toLowerCase()))
    .map(stem)

/** How many numbers of a text are looked at. */
const MOST_NUMBERS = 3000
const REACH_AFTER = 40
const REACH_BEFORE = 60

/** How near, from 0 to 1, one of the words comes after a number: the next word is 1. */
const after = (text: string, sought: ReadonlySet<string>): number => {
  const near = textWords(text).slice(0, 4)
  const at = near.findIndex((word) => sought.has(stem(word)))
  return at < 0 ? 0 : 1 - 0.15 * at
}

/** How near one of the words comes before a number: the last word is 0.8. */
const before = (text: string, sought: ReadonlySet<string>): number => {
  const near = textWords(text).toReversed().slice(0, 7)
  const at = near.findIndex((word) => sought.has(stem(word)))
  return at < 0 ? 0 : 0.8 - 0.1 * at
}

interface Place {
  readonly amount: Amount
  readonly ahead: string
  readonly behind: string
}

const ENDS = /[\n;]|[.!?](?=\s)/

const placesOf = (text: string): Place[] => {
  const days = datesIn(text)
  const ends = new Set(
    days.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
  )
  const numbers = amounts(text)
    .slice(0, MOST_NUMBERS)
    .filter(({ end }) => !ends.has(end - 1))
  return numbers.map((amount, at) => {
    const next = numbers[at + 1]?.start ?? text.length
    const previous = numbers[at - 1]?.end ?? 0
    const ahead = text.slice(Math.max(previous, amount.start - REACH_BEFORE), amount.start)
    return {
      amount,
      ahead: ahead.split(ENDS).at(-1) ?? '',
      behind: text.slice(amount.end, Math.min(next, amount.end + REACH_AFTER)).split(ENDS)[0] ?? '',
    }
  })
}

interface Wanted {
  readonly name: ReadonlySet<string>
  readonly around: ReadonlySet<string>
  readonly measures: typeof MEASURES
  readonly money: boolean
  readonly fraction: boolean
}

const wantedOf = ({ name, around = '' }: Sought): Wanted => ({
  name: new Set(nameStems(name)),
  around: new Set(nameStems(around)),
  measures: MEASURES.filter((measure) => measure.name.test(name)),
  money: MONEY.test(name),
  fraction: PERCENT.test(name),
})

const scoreOf = (
  { amount, ahead, behind }: Place,
  { name, around, measures, money, fraction }: Wanted,
): number => {
  const clause = behind.split(/,| and /)[0] ?? ''
  const noun = Math.max(
    after(clause, name),
    before(ahead.split(/, (?!\p{L}+ *$)/u).at(-1) ?? '', name),
  )
  const measured = measures.some(
    (measure) => (measure.after?.test(behind) ?? false) || (measure.before?.test(ahead) ?? false),
  )
  const context = Math.max(after(behind, around), before(ahead, around))
  const evidence =
    noun +
    (measured ? 0.7 : 0) +
    (money && amount.currency ? 0.5 : 0) +
    (fraction && amount.percent ? 0.6 : 0)
  if (evidence <= 0) return 0
  return (
    evidence +
    0.3 * context -
    (amount.percent && !fraction ? 0.5 : 0) -
    (amount.spelled && amount.value === 1 ? 0.3 : 0)
  )
}

const YEAR = /\b(?:1[0-9]|20)\d\d\b/

/**
 * The number of a text that belongs to a name: the one next to the name's noun, which is rather
 * after the number (`3 rooms`) than before it (`Rent 940 euros`); the one next to a unit of what
 * the name measures; a sum of money for a name of money. Undefined if there is none nearby.
 */
export const boundNumber = (text: string, sought: Sought): BoundNumber | undefined => {
  if (/\byear\b/.test(sought.name)) {
    const year = YEAR.exec(text)
    if (year)
      return {
        amount: {
          value: Number(year[0]),
          start: year.index,
          end: year.index + 4,
          percent: false,
          currency: undefined,
          spelled: false,
        },
        written: year[0],
        score: 1,
      }
  }
  const target = wantedOf(sought)
  const [best] = ranked(
    placesOf(text).map((place) => ({ place, score: scoreOf(place, target) })),
    ({ score }) => score,
  )
  if (!best || best.score < 0.25) return undefined
  const { amount, ahead, behind } = best.place
  return {
    amount,
    written: `${ahead}${text.slice(amount.start, amount.end)}${behind}`.trim(),
    score: best.score,
  }
}
