import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AdapterParseError } from '../../src/adapter/adapter-parse-error.ts'
import { LmOutputLimitError } from '../../src/error/lm-error.ts'
import { Signature, t } from '../../src/entry/index.ts'
import { chatAdapter, jsonAdapter, xmlAdapter } from '../../src/entry/lm.ts'
import type { LmResponse } from '../../src/lm/language-model.ts'
import { prependField, signatureInfo } from '../../src/signature/signature-info.ts'
import type { SignatureInfo } from '../../src/signature/signature.ts'
import type { Fields } from '../../src/type/field.ts'
import { responseOf } from '../support/adapter/outcome.ts'

/** A reply as models write them, and what it says; null where it says nothing that can be taken. */
interface Reply {
  readonly name: string
  readonly signature: string
  readonly adapter: 'chat' | 'json' | 'xml'
  readonly reply: string
  readonly finish: LmResponse['finishReason']
  readonly right: Readonly<Record<string, unknown>> | null
}

const { common, edges } = JSON.parse(
  readFileSync(new URL('../support/adapter/replies.json', import.meta.url), 'utf8'),
) as Record<'common' | 'edges', Reply[]>

const from = (output: Fields): SignatureInfo =>
  signatureInfo(Signature('Do it.', { input: { text: t.string() }, output }))
const item = t.map({
  fields: { sku: t.string(), quantity: t.integer({ min: 1 }), note: t.string().nullable() },
})
const signatures: Readonly<Record<string, SignatureInfo>> = {
  A: signatureInfo(Signature('text -> answer')),
  B: signatureInfo(Signature('text -> names: list[string], count: int, ok: boolean')),
  C: from({ label: t.oneOf('billing', 'late delivery', 'other'), score: t.float() }),
  D: from({
    order: t.map({
      fields: { customer: t.string(), items: t.list(item), express: t.boolean().default(false) },
    }),
  }),
  E: from({
    email: t.string().nullable(),
    age: t.integer().nullable(),
    country: t.string().default('unknown'),
  }),
  F: prependField(
    signatureInfo(Signature('text -> result: float')),
    'output',
    'reasoning',
    t.text(),
  ),
  G: signatureInfo(Signature('text -> rows: list[list[string]]')),
  H: signatureInfo(Signature('text -> code: text, note')),
  I: signatureInfo(Signature('text -> day: date')),
  K: from({ lang: t.oneOf('C', 'Java') }),
  L: signatureInfo(Signature('text -> names: list[string]')),
  N: signatureInfo(Signature('text -> n: float')),
  P: from({ stars: t.integer({ min: 1, max: 5 }) }),
}
const adapters = { chat: chatAdapter, json: jsonAdapter, xml: xmlAdapter }

const read = ({ adapter, signature, reply, finish }: Reply): Record<string, unknown> | null => {
  try {
    return adapters[adapter].parse(signatures[signature]!, responseOf(reply, finish))
  } catch (error) {
    if (error instanceof AdapterParseError || error instanceof LmOutputLimitError) return null
    throw error
  }
}

describe.each([
  ['common replies', common, 43],
  ['replies at the edges', edges, 20],
] as const)('of %s', (_, replies, least) => {
  test.each(replies.map((reply) => [reply.name, reply] as const))(
    '%s is read as it stands, or refused',
    (_name, reply) => {
      const output = read(reply)
      if (output !== null) expect(output).toEqual(reply.right)
    },
  )
  test('most are read at once', () => {
    expect(
      replies.filter((reply) => reply.right !== null && read(reply) !== null).length,
    ).toBeGreaterThanOrEqual(least)
  })
})
