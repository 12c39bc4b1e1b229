import {
  call,
  callOf,
  type Expr,
  expression,
  nodeOf,
  type Operand,
  type Operator,
  valueNode,
} from './node.ts'
import type { TimeUnit } from './time.ts'

/** The value type of an operand, be it a value or an expression. */
type ValueOf<O> = O extends Expr<infer T> ? T : O
/** `null` if an operand can be null: the result of an operator that passes null on. */
type NullOf<O> = Extract<ValueOf<O>, null>
/** What a value can be compared with: never a bare null, which would make every answer unknown. */
type Comparable<T> = NonNullable<T> | Expr<T | null>
type Ordered = number | string | boolean | Date | null
type Numeric = Operand<number> | Expr<number | null>
type Textual = Operand<string> | Expr<string | null>
type Vector = Operand<readonly number[]> | Expr<readonly number[] | null>

const make = <T>(operator: Operator, ...operands: readonly unknown[]): Expr<T> =>
  expression(call(operator, ...operands.map(nodeOf)))

/**
 * A value as an expression, where one is asked for: `concat(value('a'), title)` needs none,
 * `eq(value('a'), title)` does.
 */
export const value = <const T>(literal: T): Expr<T> => expression(valueNode(literal))

/** Equal. Unknown where a side is null: ask `isNull` or `isDistinctFrom` instead. */
export const eq = <T>(left: Expr<T>, right: Comparable<NoInfer<T>>): Expr<boolean> =>
  make('eq', left, right)
/** Not equal. Unknown where a side is null: `isDistinctFrom` counts null as a value. */
export const ne = <T>(left: Expr<T>, right: Comparable<NoInfer<T>>): Expr<boolean> =>
  make('ne', left, right)
/** Less: text by code point, dates by time, false before true. Unknown where a side is null. */
export const lt = <T extends Ordered>(
  left: Expr<T>,
  right: Comparable<NoInfer<T>>,
): Expr<boolean> => make('lt', left, right)
/** Less or equal. Unknown where a side is null. */
export const lte = <T extends Ordered>(
  left: Expr<T>,
  right: Comparable<NoInfer<T>>,
): Expr<boolean> => make('lte', left, right)
/** Greater: text by code point, dates by time, true after false. Unknown where a side is null. */
export const gt = <T extends Ordered>(
  left: Expr<T>,
  right: Comparable<NoInfer<T>>,
): Expr<boolean> => make('gt', left, right)
/** Greater or equal. Unknown where a side is null. */
export const gte = <T extends Ordered>(
  left: Expr<T>,
  right: Comparable<NoInfer<T>>,
): Expr<boolean> => make('gte', left, right)
/**
 * One of these values. False for an empty list, even for null; else unknown where the value is
 * null, or is not found in a list that holds a null.
 */
export const inList = <T>(
  candidate: Expr<T>,
  values: readonly NoInfer<T>[] | Expr<readonly NoInfer<T>[] | null>,
): Expr<boolean> => make('in', candidate, values)
/** Null. Never unknown. */
export const isNull = (operand: Expr<unknown>): Expr<boolean> => make('isNull', operand)
/** Not null. Never unknown. */
export const isNotNull = (operand: Expr<unknown>): Expr<boolean> => not(isNull(operand))
/** Different, null being a value like any other. Never unknown. */
export const isDistinctFrom = <T>(
  left: Expr<T>,
  right: Comparable<NoInfer<T>> | null,
): Expr<boolean> => make('isDistinctFrom', left, right)

/** True where all are, false where one is false, else unknown. True where there are none. */
export const and = (...conditions: readonly (boolean | Expr<boolean | null>)[]): Expr<boolean> =>
  expression(callOf('and', conditions.map(nodeOf)))
/** True where one is, false where all are false, else unknown. False where there are none. */
export const or = (...conditions: readonly (boolean | Expr<boolean | null>)[]): Expr<boolean> =>
  expression(callOf('or', conditions.map(nodeOf)))
/** The opposite; unknown stays unknown. */
export const not = (condition: boolean | Expr<boolean | null>): Expr<boolean> =>
  make('not', condition)
/** `then` where the condition is true, `otherwise` where it is false or unknown. */
export const ifElse = <const A, const B>(
  condition: Expr<boolean | null>,
  then: A,
  otherwise: B,
): Expr<ValueOf<A> | ValueOf<B>> => make('if', condition, then, otherwise)

/** The first operand that is not null. */
export const coalesce = <T, const R extends readonly Comparable<NoInfer<T>>[]>(
  first: Expr<T>,
  ...rest: R
): Expr<NonNullable<T> | NullOfAll<R>> => make('coalesce', first, ...rest)
type NullOfAll<R> = R extends readonly [infer First, ...infer Rest]
  ? null extends ValueOf<First>
    ? NullOfAll<Rest>
    : never
  : null

/** The sum; null where a side is. */
export const add = <L extends Numeric, R extends Numeric>(
  left: L,
  right: R,
): Expr<number | NullOf<L | R>> => make('add', left, right)
/** The difference; null where a side is. */
export const subtract = <L extends Numeric, R extends Numeric>(
  left: L,
  right: R,
): Expr<number | NullOf<L | R>> => make('subtract', left, right)
/** The product; null where a side is. */
export const multiply = <L extends Numeric, R extends Numeric>(
  left: L,
  right: R,
): Expr<number | NullOf<L | R>> => make('multiply', left, right)
/**
 * The quotient, never cut to a whole number: `divide(7, 2)` is 3.5. Null where a side is, and where
 * the divisor is 0.
 */
export const divide = <L extends Numeric, const R extends Numeric>(
  left: L,
  right: R,
): Expr<number | (R extends number ? (R extends 0 ? null : NullOf<L>) : null)> =>
  make('divide', left, right)
/** The number with its sign turned. */
export const negate = <O extends Numeric>(operand: O): Expr<number | NullOf<O>> =>
  make('negate', operand)
/** The number without its sign. */
export const abs = <O extends Numeric>(operand: O): Expr<number | NullOf<O>> => make('abs', operand)
/**
 * Rounded to so many digits after the point (default 0), a half away from zero: 2.5 to 3, -2.5 to
 * -3. Negative digits round to tens, hundreds.
 */
export const round = <O extends Numeric>(operand: O, digits = 0): Expr<number | NullOf<O>> =>
  make('round', operand, digits)

/** The parts as one text; null where one is, as with SQL's `||`. */
export const concat = <P extends readonly Textual[]>(
  ...parts: P
): Expr<string | NullOf<P[number]>> => make('concat', ...parts)
/** With A to Z in lower case; other letters stay, so that every storage agrees. */
export const lower = <O extends Textual>(text: O): Expr<string | NullOf<O>> => make('lower', text)
/** With a to z in upper case; other letters stay, so that every storage agrees. */
export const upper = <O extends Textual>(text: O): Expr<string | NullOf<O>> => make('upper', text)
/** Without spaces, tabs and line breaks at its ends. */
export const trim = <O extends Textual>(text: O): Expr<string | NullOf<O>> => make('trim', text)
/**
 * The MD5 digest of the text's UTF-8 bytes, in hexadecimal: to see whether a text is the one that
 * something was made from, not to keep a secret.
 */
export const md5 = <O extends Textual>(text: O): Expr<string | NullOf<O>> => make('md5', text)
/** How many characters (code points) a text has. */
export const length = <O extends Textual>(text: O): Expr<number | NullOf<O>> => make('length', text)
/**
 * Whether the text holds the part, letter for letter: `%` and `_` mean themselves. Unknown where a
 * side is null.
 */
export const contains = (text: Textual, part: Textual): Expr<boolean> =>
  make('contains', text, part)
/** Whether the text starts with the part, letter for letter. Unknown where a side is null. */
export const startsWith = (text: Textual, part: Textual): Expr<boolean> =>
  make('startsWith', text, part)
/** Whether the text ends with the part, letter for letter. Unknown where a side is null. */
export const endsWith = (text: Textual, part: Textual): Expr<boolean> =>
  make('endsWith', text, part)

/** Whether the list holds the element. Unknown where the list or the element is null. */
export const has = <T>(
  list: Expr<readonly T[] | null>,
  element: Comparable<NoInfer<T>>,
): Expr<boolean> => make('has', list, element)
/** Whether two lists share an element; nulls in them never match. Unknown where a list is null. */
export const intersects = <T>(
  left: Expr<readonly T[] | null>,
  right: readonly NoInfer<T>[] | Expr<readonly NoInfer<T>[] | null>,
): Expr<boolean> => make('intersects', left, right)
/** How many elements a list has. */
export const size = <O extends Expr<readonly unknown[] | null>>(
  list: O,
): Expr<number | NullOf<O>> => make('size', list)

/** The time of the call; the same wherever one statement mentions it. */
export const now = (): Expr<Date> => make('now')
type Time = Operand<Date> | Expr<Date | null>
/**
 * The time so many units later, or earlier where the number is negative: `dateAdd(paidAt, 30,
 * 'day')`. In UTC: a day is 24 hours. Of months and years whole ones count, and the day is at most
 * the month's last. What would lie before the year 1 or after 9999 is the first or the last time.
 */
export const dateAdd = <D extends Time, N extends Numeric>(
  date: D,
  amount: N,
  unit: TimeUnit,
): Expr<Date | NullOf<D | N>> => make('dateAdd', date, amount, unit)
/** The time so many units before another: `dateSubtract(dueAt, 1, 'week')`. */
export const dateSubtract = <D extends Time, N extends Numeric>(
  date: D,
  amount: N,
  unit: TimeUnit,
): Expr<Date | NullOf<D | N>> => make('dateAdd', date, negate(amount), unit)
/**
 * So long before the call: `gt(createdAt, ago(7, 'day'))`. It is asked at each call, where `new
 * Date()` in a calculation or a policy stands still.
 */
export const ago = <N extends Numeric>(amount: N, unit: TimeUnit): Expr<Date | NullOf<N>> =>
  dateSubtract(now(), amount, unit)
/** So long after the call: `lt(expiresAt, fromNow(1, 'hour'))`. */
export const fromNow = <N extends Numeric>(amount: N, unit: TimeUnit): Expr<Date | NullOf<N>> =>
  dateAdd(now(), amount, unit)
/**
 * The start of the unit that a time is in, in UTC; weeks start on Monday: `gte(createdAt,
 * startOf('day', now()))`.
 */
export const startOf = <D extends Time>(unit: TimeUnit, date: D): Expr<Date | NullOf<D>> =>
  make('startOf', unit, date)

/**
 * 1 minus the cosine of the angle between two vectors: 0 for one direction, 2 for opposite ones.
 * Null where a side is, or is all zeros.
 */
export const cosineDistance = (left: Vector, right: Vector): Expr<number | null> =>
  make('cosineDistance', left, right)
/** The straight distance between two points. */
export const l2Distance = <L extends Vector, R extends Vector>(
  left: L,
  right: R,
): Expr<number | NullOf<L | R>> => make('l2Distance', left, right)
/** The sum of the products of the elements: the greater, the more alike. */
export const innerProduct = <L extends Vector, R extends Vector>(
  left: L,
  right: R,
): Expr<number | NullOf<L | R>> => make('innerProduct', left, right)
