import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arbitraryExpression,
  arbitraryRecord,
  recordScope,
} from '../../test/support/arbitrary-expression.ts'
import { evaluate, holds } from './evaluate.ts'
import { type Expr, expression, type Node, refNode } from './node.ts'
import {
  add,
  and,
  coalesce,
  divide,
  eq,
  ifElse,
  inList,
  isDistinctFrom,
  isNull,
  lt,
  multiply,
  not,
  now,
  or,
  value,
} from './operators.ts'
import { neverNull, partial, simplify } from './simplify.ts'
import { isTrue, whereTrue } from './truth.ts'

const a = expression<boolean | null>(refNode([], 'a'))
const b = expression<boolean | null>(refNode([], 'b'))
const n = expression<number | null>(refNode([], 'n'))
const s = expression<string | null>(refNode([], 's'))
const simple = (expr: Expr<unknown>): Node => simplify(expr.node)
const expectSame = (left: Expr<unknown>, right: Expr<unknown>) =>
  expect(simple(left)).toEqual(right.node)

describe('soundness', () => {
  const anyKind = fc.oneof(...Object.values(arbitraryExpression))
  test('a simplified tree has the same value on every record, unknown included', () => {
    fc.assert(
      fc.property(
        anyKind,
        arbitraryRecord,
        (node, record) =>
          void expect(evaluate(simplify(node), recordScope(record))).toEqual(
            evaluate(node, recordScope(record)),
          ),
      ),
      { numRuns: 3000 },
    )
  })
  test('simplifying twice changes nothing', () => {
    fc.assert(
      fc.property(anyKind, (node) => void expect(simplify(simplify(node))).toEqual(simplify(node))),
      { numRuns: 2000 },
    )
  })
  test('what is said never to be null is never null', () => {
    fc.assert(
      fc.property(anyKind, arbitraryRecord, (node, record) => {
        fc.pre(neverNull(node))
        expect(evaluate(node, recordScope(record))).not.toBeNull()
      }),
      { numRuns: 1000 },
    )
  })
  test('filling in known attributes changes no value on records that have them', () => {
    fc.assert(
      fc.property(
        anyKind,
        arbitraryRecord,
        fc.subarray(['n', 'm', 's', 'd', 'l', 'p']),
        (node, record, names) => {
          const known = Object.fromEntries(names.map((name) => [name, record.fields[name]]))
          expect(evaluate(partial(node, known), recordScope(record))).toEqual(
            evaluate(node, recordScope(record)),
          )
        },
      ),
      { numRuns: 1000 },
    )
  })
  test('the form for filters is true on the same records', () => {
    fc.assert(
      fc.property(
        arbitraryExpression.boolean,
        arbitraryRecord,
        (node, record) =>
          void expect(holds(whereTrue(node), recordScope(record))).toBe(
            holds(node, recordScope(record)),
          ),
      ),
      { numRuns: 1000 },
    )
  })
})

describe('and, or, not', () => {
  test('x and not x stays, since x may be unknown', () =>
    expectSame(and(a, not(a)), and(a, not(a))))
  test('x and not x is false where x cannot be unknown', () =>
    expectSame(and(isNull(n), not(isNull(n))), value(false)))
  test('x or not x is true where x cannot be unknown', () =>
    expectSame(or(isNull(n), b, not(isNull(n))), value(true)))
  test('true leaves an and, false decides it', () => {
    expectSame(and(true, a), a)
    expectSame(and(b, false, a), value(false))
  })
  test('nested ands are one, without repetitions', () => expectSame(and(a, and(b, a)), and(a, b)))
  test('an unknown stays in an and that it does not decide', () =>
    expectSame(and(value(null), a), and(value(null), a)))
  test('a and (a or b) is a', () => expectSame(and(a, or(b, a)), a))
  test('a negated comparison is its opposite', () =>
    expectSame(
      not(lt(n, 1)),
      expression({ kind: 'call', operator: 'gte', operands: [n.node, value(1).node] }),
    ))
  test('not twice is nothing', () => expectSame(not(not(a)), a))
  test('of nothing, and is true and or is false', () => {
    expectSame(and(), value(true))
    expectSame(or(), value(false))
  })
})

test('thousands of conditions, or deep ones, take no more than their size', () => {
  const wide = or(...Array.from({ length: 20_000 }, (_, i) => eq(n, i)))
  expectSame(wide, wide)
  const deep = Array.from({ length: 40 }).reduce<Node>(
    (where) => ({ kind: 'exists', path: ['many'], where, origin: 'input' }),
    eq(n, 1).node,
  )
  expect(simplify(deep)).toBe(deep)
})

describe('values', () => {
  test('what mentions no record becomes a value', () =>
    expectSame(add(value(1), multiply(2, 3)), value(7)))
  test('a strict operator on null is null', () =>
    expectSame(eq(n, value(null) as Expr<number | null>), value(null)))
  test('now stays', () => expectSame(now(), now()))
  test('a number that is too large is the greatest there is', () => {
    expectSame(multiply(value(1e200), 1e200), value(Number.MAX_VALUE))
  })
  test('a quotient by zero is null', () => expectSame(divide(value(1), 0), value(null)))
  test('in a list of none is false, of one is eq', () => {
    expectSame(inList(n, []), value(false))
    expectSame(inList(n, [3]), eq(n, 3))
  })
  test('a decided condition leaves its branch', () =>
    expectSame(ifElse(value(null) as Expr<boolean | null>, 'a', s), s))
  test('coalesce ends at what is never null', () => expectSame(coalesce(n, 3, n), coalesce(n, 3)))
  test('differing from null is not being null', () =>
    expectSame(isDistinctFrom(n, null), not(isNull(n))))
})

describe('related records', () => {
  const exists = (where: Node | undefined) =>
    expression<boolean>({ kind: 'exists', path: ['many'], where, origin: 'trusted' })
  test('nothing exists where the condition is false or unknown', () => {
    expectSame(exists(value(false).node), value(false))
    expectSame(exists(value(null).node), value(false))
  })
  test('a condition that is true leaves', () =>
    expectSame(exists(value(true).node), exists(undefined)))
  test('inside, only truth matters', () => expectSame(exists(isTrue(a.node)), exists(a.node)))
  test('an aggregate over nothing is its default', () => {
    const over = (name: 'count' | 'sum' | 'list') =>
      expression({
        kind: 'aggregate',
        function: name,
        path: ['many'],
        of: n.node,
        where: value(false).node,
        sort: [],
        origin: 'trusted',
      })
    expectSame(over('count'), value(0))
    expectSame(over('sum'), value(null))
    expectSame(over('list'), value([]))
  })
})
