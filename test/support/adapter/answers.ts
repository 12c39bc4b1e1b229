import { Signature, t } from '../../../src/entry/index.ts'
import { signatureInfo } from '../../../src/signature/signature-info.ts'
import type { SignatureInfo } from '../../../src/signature/signature.ts'
import type { Fields } from '../../../src/type/field.ts'

/** What a model is asked for, and what it means to say. */
export interface Answer {
  readonly signature: SignatureInfo
  readonly output: Readonly<Record<string, unknown>>
}

export const answer = (fields: Fields, output: Readonly<Record<string, unknown>>): Answer => ({
  signature: signatureInfo(Signature('Say it.', { input: {}, output: fields })),
  output,
})

const line = t.map({
  fields: { sku: t.string(), quantity: t.integer(), note: t.string().nullable() },
})

/**
 * One signature for each form that outputs have: scalars, texts, choices, lists, objects, optional
 * ones, several of them.
 */
export const answers: readonly Answer[] = [
  answer({ amount: t.float() }, { amount: 1234.5 }),
  answer({ amount: t.float() }, { amount: -120.25 }),
  answer({ count: t.integer() }, { count: 42 }),
  answer({ count: t.integer().nullable() }, { count: 17 }),
  answer(
    { count: t.integer().nullable(), total: t.float().nullable() },
    { count: null, total: 10.5 },
  ),
  answer({ found: t.boolean() }, { found: false }),
  answer({ found: t.boolean().nullable() }, { found: null }),
  answer({ title: t.string() }, { title: 'red apples' }),
  answer({ report: t.text() }, { report: 'The dam held.\n\nThe "valley" stayed dry.' }),
  answer(
    { remark: t.string().nullable(), done: t.boolean().default(false) },
    { remark: 'late again', done: true },
  ),
  answer({ kind: t.oneOf('payment', 'sold-out', 'other') }, { kind: 'payment' }),
  answer({ age: t.oneOf('<18', '18-65', '65+') }, { age: '<18' }),
  answer(
    { grade: t.oneOf('A+', 'A', 'A-').nullable(), why: t.string() },
    { grade: 'A+', why: 'full marks' },
  ),
  answer({ day: t.date() }, { day: '2026-01-31' }),
  answer({ moment: t.datetime() }, { moment: new Date('2026-01-31T12:30:00Z') }),
  answer({ names: t.list(t.string()) }, { names: ['Ada', 'Smith, John'] }),
  answer({ scores: t.list(t.integer()) }, { scores: [10, 200, 3000] }),
  answer({ rows: t.list(t.list(t.integer())) }, { rows: [[1, 2], [30]] }),
  answer(
    {
      person: t.map({
        fields: { name: t.string(), age: t.integer(), vip: t.boolean().nullable() },
      }),
    },
    { person: { name: 'Ana Lee', age: 41, vip: null } },
  ),
  answer(
    { lines: t.list(line) },
    {
      lines: [
        { sku: 'A1x', quantity: 2, note: null },
        { sku: 'B22', quantity: 15, note: 'blue' },
      ],
    },
  ),
  answer({ facts: t.map() }, { facts: { place: 'harbor', year: 1921 } }),
  answer(
    { tags: t.list(t.oneOf('new', 'old')).default([]), count: t.integer() },
    { tags: ['new', 'old'], count: 7 },
  ),
  answer(
    { reasoning: t.text(), price: t.float(), currency: t.oneOf('EUR', 'USD'), paid: t.boolean() },
    { reasoning: 'Three at four.', price: 12, currency: 'EUR', paid: true },
  ),
  answer(
    { name: t.string().nullable(), mail: t.string().nullable(), born: t.date().nullable() },
    { name: 'Paul Dorn', mail: null, born: '1999-12-01' },
  ),
]
