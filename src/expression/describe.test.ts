import { expect, test } from 'vitest'
import { describe } from './describe.ts'
import { type Expr, expression, type Node, refNode } from './node.ts'
import {
  add,
  and,
  concat,
  divide,
  eq,
  gt,
  has,
  inList,
  isNotNull,
  not,
  now,
  or,
  round,
  value,
} from './operators.ts'

const ref = <T>(name: string, ...path: string[]) => expression<T>(refNode(path, name))
const actorId = expression<string>({ kind: 'template', source: 'actor', path: ['id'] })
const words = (expr: Expr<unknown>) => describe(expr.node)
const status = ref<string>('status')

test('comparisons and connectives read as a sentence', () =>
  expect(words(or(eq(status, 'published'), eq(ref<string>('id', 'author'), actorId)))).toBe(
    'status is "published" or author.id is actor.id',
  ))
test('connectives inside others have parentheses', () =>
  expect(words(and(or(eq(status, 'a'), eq(status, 'b')), not(eq(status, 'c'))))).toBe(
    '(status is "a" or status is "b") and not (status is "c")',
  ))
test('arithmetic has parentheses', () =>
  expect(words(gt(divide(add(ref<number>('a'), 1), 2), round(ref<number>('b'), 2)))).toBe(
    '((a + 1) / 2) > (b rounded to 2 digits)',
  ))
test('null tests, lists, texts, times', () => {
  expect(words(isNotNull(ref('a')))).toBe('a is not null')
  expect(words(inList(status, ['a', 'b']))).toBe('status is one of ["a", "b"]')
  expect(words(has(ref<string[]>('tags'), 'x'))).toBe('tags has "x"')
  expect(words(gt(ref<Date>('at'), now()))).toBe('at > now')
  expect(words(eq(value(new Date(0)), now()))).toBe('1970-01-01T00:00:00.000Z is now')
  expect(words(concat(status, '!'))).toBe('status joined with "!"')
  expect([words(and()), words(or())]).toEqual(['always', 'never'])
})
test('related records', () => {
  const where = eq(status, 'a').node
  const related = (node: Node) => describe(node)
  expect(related({ kind: 'exists', path: ['posts'], where, origin: 'trusted' })).toBe(
    'there is one of posts where (status is "a")',
  )
  expect(
    related({
      kind: 'aggregate',
      function: 'max',
      path: ['posts'],
      of: refNode([], 'views'),
      where: undefined,
      sort: [],
      origin: 'trusted',
    }),
  ).toBe('the max of views over posts')
})
