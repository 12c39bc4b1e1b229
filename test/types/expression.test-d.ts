import type { Expr } from '../../src/expression/node.ts'
import {
  add,
  and,
  coalesce,
  concat,
  cosineDistance,
  divide,
  eq,
  gt,
  has,
  ifElse,
  inList,
  intersects,
  isDistinctFrom,
  isNull,
  l2Distance,
  length,
  lower,
  not,
  now,
  or,
  round,
  size,
  startsWith,
  subtract,
  value,
} from '../../src/expression/operators.ts'

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const expect = <_ extends true>() => undefined
const is =
  <T>(_expression: Expr<T>) =>
  <U extends T>(..._same: Equal<T, U> extends true ? [] : [never]) =>
    undefined

declare const title: Expr<string>
declare const subtitle: Expr<string | null>
declare const status: Expr<'draft' | 'published'>
declare const mood: Expr<'good' | 'bad' | null>
declare const views: Expr<number>
declare const rating: Expr<number | null>
declare const at: Expr<Date>
declare const open: Expr<boolean | null>
declare const tags: Expr<string[]>
declare const labels: Expr<('a' | 'b')[] | null>
declare const embedding: Expr<number[] | null>

// Nullable sides compare with values and with each other.
eq(subtitle, 'x')
eq(title, subtitle)
eq(subtitle, title)
eq(status, 'draft')
eq(mood, 'good')
gt(at, now())
gt(rating, 3)
isDistinctFrom(subtitle, null)
inList(status, ['draft'])
inList(subtitle, tags)
inList(mood, labels as never)
// @ts-expect-error a bare null would make every answer unknown: isNull asks
eq(subtitle, null)
// @ts-expect-error no such status
eq(status, 'gone')
// @ts-expect-error a value of another type
gt(views, '1')
// @ts-expect-error lists have no order
gt(tags, [])
// @ts-expect-error no such status
inList(status, ['draft', 'gone'])

// Conditions: unknown is their third value, so a nullable boolean is one.
is<boolean>(and(true, open, or(isNull(title), not(open))))()
// @ts-expect-error text is no condition
and(title)

// Null goes on where an operand can be null, and only there.
expect<Equal<typeof sum, Expr<number>>>()
const sum = add(views, 1)
expect<Equal<typeof nullableSum, Expr<number | null>>>()
const nullableSum = subtract(1, rating)
expect<Equal<typeof named, Expr<string>>>()
const named = concat(title, ' by ', title)
expect<Equal<typeof perhapsNamed, Expr<string | null>>>()
const perhapsNamed = concat(title, ' by ', subtitle)
expect<Equal<typeof low, Expr<string | null>>>()
const low = lower(subtitle)
expect<Equal<typeof letters, Expr<number>>>()
const letters = length(title)
expect<Equal<typeof rounded, Expr<number | null>>>()
const rounded = round(rating, 2)

// A quotient is null where the divisor may be 0.
expect<Equal<typeof half, Expr<number>>>()
const half = divide(views, 2)
expect<Equal<typeof ratio, Expr<number | null>>>()
const ratio = divide(views, views)
// @ts-expect-error text does not add
add(title, 1)

// The first that is not null.
expect<Equal<typeof shown, Expr<string>>>()
const shown = coalesce(subtitle, 'none')
expect<Equal<typeof perhaps, Expr<string | null>>>()
const perhaps = coalesce(subtitle, subtitle)
expect<Equal<typeof moody, Expr<'good' | 'bad'>>>()
const moody = coalesce(mood, 'good')
// @ts-expect-error a fallback of another type
coalesce(subtitle, 1)

expect<Equal<typeof chosen, Expr<string | 0>>>()
const chosen = ifElse(eq(status, 'draft'), title, 0)
expect<Equal<typeof literal, Expr<'a'>>>()
const literal = value('a')

// Lists and texts.
has(tags, 'a')
has(labels, 'b')
has(coalesce(labels, []), 'a')
intersects(labels, ['a'])
expect<Equal<typeof many, Expr<number | null>>>()
const many = size(labels)
startsWith(subtitle, title)
// @ts-expect-error the list never holds it
has(labels, 'c')
// @ts-expect-error a text is no list
size(title)

// Vectors.
expect<Equal<typeof near, Expr<number | null>>>()
const near = cosineDistance(embedding, [1, 2])
expect<Equal<typeof far, Expr<number | null>>>()
const far = l2Distance(embedding, [1, 2])
