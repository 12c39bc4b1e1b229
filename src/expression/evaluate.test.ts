import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordScope } from '../../test/support/arbitrary-expression.ts'
import { workOf } from '../../test/support/work.ts'
import { aggregateValues, evaluate } from './evaluate.ts'
import {
  type AggregateFunction,
  call,
  type Expr,
  expression,
  type Node,
  refNode,
  type SortNode,
  valueNode,
} from './node.ts'
import * as x from './operators.ts'
import { emptyScope, type Scope } from './scope.ts'

const is = (expr: Expr<unknown>, scope: Scope = emptyScope()) => evaluate(expr.node, scope)
const v = <T>(value: T) => expression<T>(valueNode(value))
const nothing = expression<never>(valueNode(null))
const truths = [true, null, false] as const

describe('logic, after Kleene', () => {
  test('and is the least, or the greatest of false < unknown < true', () => {
    const rank = (truth: boolean | null) => truths.length - truths.indexOf(truth)
    for (const left of truths)
      for (const right of truths) {
        const [least, greatest] = [left, right].toSorted((a, b) => rank(a) - rank(b))
        expect(is(x.and(v(left), v(right)))).toBe(least)
        expect(is(x.or(v(left), v(right)))).toBe(greatest)
      }
  })
  test('not turns true and false around and leaves unknown', () =>
    expect(truths.map((truth) => is(x.not(v(truth))))).toEqual([false, null, true]))
  test('false or unknown is unknown, so that its negation hides the row too', () =>
    expect(is(x.not(x.or(v(null), false)))).toBeNull())
  test('an if takes its second branch where the condition is unknown', () =>
    expect(is(x.ifElse(v(null), 'a', 'b'))).toBe('b'))
  test('what a decided operation does not need is not evaluated', () => {
    const unbound = expression<boolean>({ kind: 'template', source: 'actor', path: ['admin'] })
    expect(is(x.and(false, unbound))).toBe(false)
    expect(() => is(x.and(true, unbound))).toThrow("The actor's admin was not bound")
  })
})

describe('null', () => {
  test('every comparison with null is unknown', () => {
    for (const operator of [
      'eq',
      'ne',
      'lt',
      'lte',
      'gt',
      'gte',
      'contains',
      'startsWith',
      'endsWith',
    ] as const) {
      expect(evaluate(call(operator, valueNode(null), valueNode('a')), emptyScope())).toBeNull()
      expect(evaluate(call(operator, valueNode('a'), valueNode(null)), emptyScope())).toBeNull()
    }
  })
  test('isNull and isDistinctFrom are never unknown', () => {
    expect([is(x.isNull(nothing)), is(x.isNull(v(0))), is(x.isNotNull(nothing))]).toEqual([
      true,
      false,
      false,
    ])
    expect([
      is(x.isDistinctFrom(nothing, null)),
      is(x.isDistinctFrom(v(1), null)),
      is(x.isDistinctFrom(v(1), 1)),
    ]).toEqual([false, true, false])
  })
  test('coalesce gives the first that is not null; false, 0 and the empty text count', () => {
    expect(is(x.coalesce(nothing as Expr<boolean | null>, false, true))).toBe(false)
    expect(is(x.coalesce(v<string | null>(''), 'a'))).toBe('')
  })
  test('a text joined with null is null', () =>
    expect(is(x.concat('a', v<string | null>(null)))).toBeNull())
})

describe('in a list', () => {
  const inList = (candidate: unknown, values: unknown) =>
    evaluate(call('in', valueNode(candidate), valueNode(values)), emptyScope())
  test('null in a list is unknown', () => expect(inList(null, ['a'])).toBeNull())
  test('a value in null is unknown', () => expect(inList('a', null)).toBeNull())
  test('nothing is in an empty list, not even null', () =>
    expect([inList('a', []), inList(null, [])]).toEqual([false, false]))
  test('a value that is not found in a list with a null is unknown', () =>
    expect([inList('a', ['b', null]), inList('b', ['b', null])]).toEqual([null, true]))
  test('numbers are equal by value, texts by case, dates by time', () =>
    expect([inList(-0, [0]), inList('FOO', ['foo']), inList(new Date(1), [new Date(1)])]).toEqual([
      true,
      false,
      true,
    ]))
})

describe('lists', () => {
  test('has is unknown where the list or the element is null', () =>
    expect([is(x.has(v<string[] | null>(null), 'a')), is(x.has(v(['a']), nothing))]).toEqual([
      null,
      null,
    ]))
  test('a null in a list is no element to be found', () =>
    expect([is(x.has(v(['a', null]), 'b')), is(x.intersects(v([null]), v([null])))]).toEqual([
      false,
      false,
    ]))
  test('intersects where an element is shared', () =>
    expect([is(x.intersects(v(['a', 'b']), ['b'])), is(x.intersects(v(['a']), []))]).toEqual([
      true,
      false,
    ]))
  test('the size of a list that may be null, through coalesce', () =>
    expect(is(x.size(x.coalesce(v<string[] | null>(null), [])))).toBe(0))
})

describe('numbers', () => {
  test('a quotient keeps its fraction, and by zero is null', () =>
    expect([is(x.divide(v(7), 2)), is(x.divide(v(7), v(0)))]).toEqual([3.5, null]))
  test('a half is rounded away from zero, on the decimal form', () => {
    const rounded = (number: number, digits?: number) => is(x.round(v(number), digits))
    expect([
      rounded(2.5),
      rounded(-2.5),
      rounded(0.5),
      rounded(-0.4),
      rounded(1.005, 2),
      rounded(-1.005, 2),
      rounded(15, -1),
      rounded(1e-7, 3),
    ]).toEqual([3, -3, 1, 0, 1.01, -1.01, 20, 0])
  })
  test('a whole number is its own rounding', () =>
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.nat(4),
        (n, digits) => void expect(is(x.round(v(n), digits))).toBe(n),
      ),
    ))
  test('zero has no sign', () => expect(Object.is(is(x.negate(v(0))), 0)).toBe(true))
  test('a result beyond the greatest number is the greatest, and one too small for a number is 0', () => {
    const most = Number.MAX_VALUE
    expect([
      is(x.add(v(1e308), 1e308)),
      is(x.multiply(v(-1e300), 1e300)),
      is(x.divide(v(1), 5e-324)),
      is(x.multiply(v(1e-300), 1e-300)),
    ]).toEqual([most, -most, most, 0])
    expect([
      is(x.subtract(v(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY)),
      is(x.round(v(1.7e308), -308)),
      is(x.round(v(0.1), 400)),
    ]).toEqual([0, most, 0.1])
  })
  test('what is no number gives none', () =>
    expect(evaluate(call('add', valueNode(1), valueNode('1')), emptyScope())).toBeNull())
  test('a sum of whole numbers is the nearest number, and one of others never overflows on its way', () => {
    const [whole, most] = [Number.MAX_SAFE_INTEGER, Number.MAX_VALUE]
    expect(aggregateValues('sum', [whole, whole, 1, -whole, -whole])).toBe(1)
    expect([
      aggregateValues('sum', [whole, whole]),
      aggregateValues('sum', [most, most, -most]),
      aggregateValues('sum', [most, most]),
    ]).toEqual([2 * whole, most, most])
    expect([
      aggregateValues('avg', [most, most]),
      aggregateValues('avg', [1e200, -1e200, 3]),
    ]).toEqual([most, 1])
  })
})

describe('text', () => {
  test('text is ordered by code point, not by UTF-16 unit', () =>
    expect([is(x.gt(v('\u{1F600}'), '\uFFFD')), is(x.lt(v('Z'), 'a'))]).toEqual([true, true]))
  test('contains, startsWith and endsWith have no wildcards and mind case', () => {
    expect([
      is(x.contains(v('50%'), '%')),
      is(x.contains(v('50'), '%')),
      is(x.startsWith(v('ab'), '_b')),
      is(x.endsWith(v('ab'), 'B')),
      is(x.endsWith(v('ab'), 'b')),
    ]).toEqual([true, false, false, false, true])
  })
  test('lower and upper change ASCII letters only', () =>
    expect([is(x.lower(v('AÉ'))), is(x.upper(v('aß'))), is(x.lower(v('İK')))]).toEqual([
      'aÉ',
      'Aß',
      'İk',
    ]))
  test('trim takes ASCII white space off both ends', () =>
    expect(is(x.trim(v(' \t\na b\r\n')))).toBe('a b'))
  test('md5 is that of the text in UTF-8, in hexadecimal', () =>
    expect(is(x.md5(v('é')))).toBe('66ddcd97cfdeabb2f6fb8a999b4bc76f'))
  test('length counts characters', () => expect(is(x.length(v('a\u{1F600}')))).toBe(2))
})

describe('vectors', () => {
  test('the distances and the product of two vectors', () => {
    expect(is(x.cosineDistance([1, 0], [0, 2]))).toBe(1)
    expect(is(x.cosineDistance([1, 1], [3, 3]))).toBeCloseTo(0)
    expect(is(x.l2Distance([0, 0], [3, 4]))).toBe(5)
    expect(is(x.innerProduct([1, 2], [3, 4]))).toBe(11)
  })
  test('a vector of zeros has no direction', () =>
    expect(is(x.cosineDistance([0, 0], [1, 0]))).toBeNull())
  test('vectors of different dimensions are an error', () =>
    expect(() => is(x.l2Distance([1], [1, 2]))).toThrow('of 1 and of 2 dimensions'))
})

describe('time', () => {
  test('dates compare by time', () =>
    expect([is(x.eq(v(new Date(5)), new Date(5))), is(x.lt(v(new Date(4)), new Date(5)))]).toEqual([
      true,
      true,
    ]))
  test("now is the scope's", () =>
    expect(
      is(
        x.now(),
        emptyScope(() => new Date(7)),
      ),
    ).toEqual(new Date(7)))
  test('what has no order cannot be compared', () =>
    expect(() => evaluate(call('lt', valueNode('1'), valueNode(2)), emptyScope())).toThrow(
      'have no order',
    ))
})

describe('related records', () => {
  const leaf = (n: number | null, s: string | null = null) => ({
    fields: { n, s },
    one: null,
    many: [],
  })
  const scope = recordScope({
    fields: { n: 1 },
    one: leaf(9),
    many: [leaf(2, 'b'), leaf(null, 'c'), leaf(1, 'a'), leaf(2, null)],
  })
  const n = expression<number | null>(refNode([], 'n'))
  const exists = (where?: Node) =>
    evaluate({ kind: 'exists', path: ['many'], where, origin: 'trusted' }, scope)
  const over = (
    name: AggregateFunction,
    of?: string,
    where?: Node,
    sort: readonly SortNode[] = [],
  ) =>
    evaluate(
      {
        kind: 'aggregate',
        function: name,
        path: ['many'],
        of: of === undefined ? undefined : refNode([], of),
        where,
        sort,
        origin: 'trusted',
      },
      scope,
    )
  const by = (direction: 'asc' | 'desc', nulls: 'first' | 'last'): SortNode => ({
    by: n.node,
    direction,
    nulls,
  })

  test('a field of a related record, null where there is none', () => {
    expect(evaluate(refNode(['one'], 'n'), scope)).toBe(9)
    expect(evaluate(refNode(['one', 'one'], 'n'), scope)).toBeNull()
  })
  test('exists is false where every condition is false or unknown', () =>
    expect([exists(), exists(x.gt(n, 1).node), exists(x.gt(n, 2).node)]).toEqual([
      true,
      true,
      false,
    ]))
  test('aggregates skip nulls', () => {
    expect([
      over('count'),
      over('count', 'n'),
      over('sum', 'n'),
      over('avg', 'n'),
      over('min', 'n'),
      over('max', 's'),
    ]).toEqual([4, 3, 5, 5 / 3, 1, 'c'])
    expect(over('list', 'n')).toEqual([2, 1, 2])
  })
  test('of none: count 0, list [], exists false, else null', () => {
    expect(
      (['count', 'list', 'exists', 'sum', 'avg', 'min', 'max', 'first'] as const).map((name) =>
        aggregateValues(name, []),
      ),
    ).toEqual([0, [], false, null, null, null, null, null])
  })
  test('first and list keep the order, equal keys as they were', () => {
    expect(over('list', 's', undefined, [by('asc', 'last')])).toEqual(['a', 'b', 'c'])
    expect(over('list', 's', undefined, [by('desc', 'first')])).toEqual(['c', 'b', 'a'])
    expect(over('first', 's', undefined, [by('desc', 'last')])).toBe('b')
  })
  test('a filter leaves its true rows', () => expect(over('sum', 'n', x.lt(n, 2).node)).toBe(1))
})

test('whether two lists share an element is looked up: a longer list of a filter costs each record no more', async () => {
  const work = (length: number) => {
    const given = v(Array.from({ length }, (_, i) => `given ${i}`))
    const shared = x.intersects(v(['stored', 'other']), given)
    expect(is(shared)).toBe(false)
    expect(is(x.intersects(v(['stored', `given ${length - 1}`]), given))).toBe(true)
    return workOf(async () => {
      for (let i = 0; i < 200; i++) is(shared)
    })
  }
  expect(await work(4000)).toBeLessThan(2 * (await work(100)) + 1000)
})
