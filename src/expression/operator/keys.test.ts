import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryFields, recordScope } from '../../../test/support/arbitrary-expression.ts'
import { describe as inWords } from '../describe.ts'
import { evaluate } from '../evaluate.ts'
import { call, type Node, refNode, valueNode } from '../node.ts'
import { simplify } from '../simplify.ts'

const { n, m } = arbitraryFields.number
const fields = {
  n,
  m,
  ...arbitraryFields.text,
  ...arbitraryFields.time,
  p: arbitraryFields.boolean.p,
}
const names = ['n', 's', 'd', 'p'] as const

/** Some of the names, and keys of as many parts. */
const keysOf = fc.subarray([...names], { minLength: 1 }).chain((chosen) =>
  fc.tuple(
    fc.constant(chosen),
    fc.array(fc.tuple(...chosen.map((name) => fields[name] as fc.Arbitrary<unknown>)), {
      maxLength: 12,
    }),
  ),
)
const parts = (chosen: readonly string[], keys: readonly (readonly unknown[])[]): Node[] =>
  chosen.flatMap((name, i) => [refNode([], name), valueNode(keys.map((key) => key[i]))])

test('one of some keys means what the disjunction of their equalities means, unknown included', () => {
  fc.assert(
    fc.property(
      keysOf,
      fc.array(fc.record(fields), { minLength: 1, maxLength: 6 }),
      ([chosen, keys], records) => {
        const either = call(
          'or',
          ...keys.map((key) =>
            call(
              'and',
              ...chosen.map((name, i) => call('eq', refNode([], name), valueNode(key[i]))),
            ),
          ),
        )
        const inKeys = call('inKeys', ...parts(chosen, keys))
        for (const record of records) {
          const scope = recordScope({ fields: record, one: null, many: [] })
          const expected = evaluate(either, scope)
          expect(evaluate(inKeys, scope)).toBe(expected)
          expect(evaluate(simplify(inKeys), scope)).toBe(expected)
        }
      },
    ),
    { numRuns: 3000 },
  )
})
test('one of one key is its equalities, of none is false', () => {
  const [a, b] = [refNode([], 'a'), refNode([], 'b')]
  expect(simplify(call('inKeys', a, valueNode([1]), b, valueNode(['x'])))).toEqual(
    call('and', call('eq', a, valueNode(1)), call('eq', b, valueNode('x'))),
  )
  expect(simplify(call('inKeys', a, valueNode([]), b, valueNode([])))).toEqual(valueNode(false))
})
test('keys are told by their parts', () =>
  expect(
    inWords(
      call('inKeys', refNode([], 'a'), valueNode([1, 2]), refNode([], 'b'), valueNode(['x', 'y'])),
    ),
  ).toBe('(a, b) is one of the keys in [1, 2], ["x", "y"]'))
