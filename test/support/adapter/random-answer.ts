import * as fc from 'fast-check'
import { t } from '../../../src/entry/index.ts'
import type { AnyField } from '../../../src/type/field.ts'
import { type Answer, answer } from './answers.ts'

type Case = readonly [AnyField, fc.Arbitrary<unknown>]

const words = fc
  .array(fc.constantFrom('blue', 'harbor', 'Ada', 'the', 'late', 'seven'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(' '))
const scalars: readonly Case[] = [
  [t.string(), words],
  [t.integer(), fc.integer({ min: -5000, max: 5000 })],
  [t.float(), fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100 + 0)],
  [t.boolean(), fc.boolean()],
  [t.oneOf('dry', 'very warm', '>30', '<5'), fc.constantFrom('dry', 'very warm', '>30', '<5')],
  [t.date(), fc.constantFrom('2026-01-31', '1999-12-01')],
]
const composed: readonly Case[] = scalars.flatMap(([type, values]): Case[] => [
  [t.list(type), fc.array(values, { maxLength: 3 })],
  [type.nullable(), fc.option(values)],
  [
    t.map({ fields: { first: type, other: type.nullable() } }),
    fc.record({ first: values, other: fc.option(values) }),
  ],
])
const cases = [...scalars, ...composed]
const names = ['alpha', 'beta', 'gamma', 'delta']

/** Signatures of one to four outputs of any form, with what is meant. */
export const randomAnswer: fc.Arbitrary<Answer> = fc
  .array(fc.nat(cases.length - 1), { minLength: 1, maxLength: 4 })
  .chain((which) =>
    fc.tuple(fc.constant(which), fc.tuple(...which.map((index) => cases[index]![1]))),
  )
  .map(([which, values]) =>
    answer(
      Object.fromEntries(which.map((index, place) => [names[place]!, cases[index]![0]])),
      Object.fromEntries(which.map((_, place) => [names[place]!, values[place]])),
    ),
  )
