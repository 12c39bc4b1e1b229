import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signatureInfo } from '../signature/signature-info.ts'
import { Signature, type SignatureInfo } from '../signature/signature.ts'
import { type AnyField, field } from '../type/field.ts'
import { t } from '../type/t.ts'
import { AdapterParseError } from './adapter-parse-error.ts'
import type { Adapter } from './adapter.ts'
import { chatAdapter } from './chat-adapter.ts'
import { jsonAdapter } from './json-adapter.ts'
import { xmlAdapter } from './xml/xml-adapter.ts'

const usage = { calls: 1, cacheHits: 0, inputTokens: 0, outputTokens: 0 }
const read = (adapter: Adapter, text: string, signature: SignatureInfo) =>
  adapter.parse(signature, {
    text,
    toolCalls: [],
    finishReason: 'stop',
    usage,
    model: 'test/script',
    cached: false,
  })
const outcome = (adapter: Adapter, text: string, signature: SignatureInfo): 'read' | 'refused' => {
  try {
    read(adapter, text, signature)
    return 'read'
  } catch (error) {
    if (error instanceof AdapterParseError) return 'refused'
    throw error
  }
}

const texts = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.stringMatching(/^[ -~\n]{1,40}$/),
    fc.constantFrom(
      '[[ ## a ## ]]',
      '<f0>',
      '</f0>',
      '&amp;',
      '{"a": 1}',
      '- a\n- b',
      'a, b',
      '```\nx\n```',
      String.raw`[[ \## a ## ]]`,
    ),
  )
  .filter(
    (text) =>
      text === text.trim() &&
      text !== '' &&
      !text.includes('\0') &&
      text.isWellFormed() &&
      !/^(null|none)$/i.test(text),
  )
const keys = fc
  .stringMatching(/^[\w ]{1,8}$/)
  .filter((key) => key !== '__proto__' && key.trim() === key && key !== '')
type Case = readonly [AnyField, fc.Arbitrary<unknown>]
const scalars: readonly Case[] = [
  [t.string(), texts],
  [t.text(), texts],
  [t.integer(), fc.maxSafeInteger()],
  [t.float(), fc.double({ noDefaultInfinity: true, noNaN: true }).map((n) => n + 0)],
  [t.boolean(), fc.boolean()],
  [t.oneOf('dry', "it's warm", 'a, b'), fc.constantFrom('dry', "it's warm", 'a, b')],
  [t.date(), fc.constantFrom('2026-01-31', '1999-12-01')],
  [
    t.datetime(),
    fc.date({
      min: new Date('1000-01-01T00:00:00Z'),
      max: new Date('9000-01-01T00:00:00Z'),
      noInvalidDate: true,
    }),
  ],
]
const composed: readonly Case[] = scalars.flatMap(([type, values]): Case[] => [
  [t.list(type), fc.array(values, { maxLength: 4 })],
  [type.nullable(), fc.option(values)],
  [
    t.list(t.list(type)),
    fc.array(fc.array(values, { maxLength: 3, minLength: 1 }), { maxLength: 3 }),
  ],
  [
    t.map({ fields: { a: type, item: t.list(type), c: type.nullable() } }),
    fc.record({ a: values, item: fc.array(values, { maxLength: 3 }), c: fc.option(values) }),
  ],
])
const maps: readonly Case[] = [
  [
    t.map(),
    fc.dictionary(
      keys,
      fc
        .jsonValue({ maxDepth: 2 })
        .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
        .filter(
          (value) =>
            !JSON.stringify(value).includes('__proto__') &&
            JSON.stringify(value).isWellFormed() &&
            !JSON.stringify(value).includes('\\u'),
        ),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ],
]
const cases = [...scalars, ...composed, ...maps]

describe.each(
  [chatAdapter, jsonAdapter, xmlAdapter].map((adapter) => [adapter.name, adapter] as const),
)('the %s adapter', (_, adapter) => {
  it('reads what it writes', () => {
    const which = fc.array(fc.nat(cases.length - 1), { minLength: 1, maxLength: 3 })
    const drawn = which.chain((indices) =>
      fc.tuple(fc.constant(indices), fc.tuple(...indices.map((index) => cases[index]![1]))),
    )
    fc.assert(
      fc.property(drawn, ([indices, values]) => {
        const fields = Object.fromEntries(indices.map((index, i) => [`f${i}`, cases[index]![0]]))
        const signature = signatureInfo(Signature('x', { input: {}, output: fields }))
        const output = Object.fromEntries(values.map((value, i) => [`f${i}`, value]))
        expect(read(adapter, adapter.formatAnswer(signature, output), signature)).toEqual(output)
      }),
      { numRuns: 300, seed: 1 },
    )
  })
  it('fails on garbage with an AdapterParseError and nothing else', () => {
    const parts = fc.constantFrom(
      '[[ ## ',
      'f0',
      ' ## ]]',
      '\n',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '<f0>',
      '</f0>',
      '<f0/>',
      '<![CDATA[',
      ']]>',
      '&#x110000;',
      '&#0;',
      ':',
      ',',
      '- ',
      '1. ',
      '```',
      '\\',
      '\u0000',
      '\ud800',
      'null',
      '__proto__',
      '0',
      'e9',
    )
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(parts, { maxLength: 30 }).map((list) => list.join('')),
    )
    fc.assert(
      fc.property(garbage, fc.constantFrom(...cases), (text, [type]) => {
        const signature = signatureInfo(
          Signature('x', { input: {}, output: { f0: field(type.type) } }),
        )
        expect(['read', 'refused']).toContain(outcome(adapter, text, signature))
      }),
      { numRuns: 1500, seed: 2 },
    )
  })
  it('fails on text of great depth with an AdapterParseError', () => {
    for (const unit of ['[', '{', '{"a":', '<f0>', '<item>', '[[ ## f0 ## ]]']) {
      for (const [type] of [cases[0]!, cases[8]!, maps[0]!]) {
        const signature = signatureInfo(
          Signature('x', { input: {}, output: { f0: field(type.type), f1: t.integer() } }),
        )
        for (const text of [
          unit.repeat(5000),
          `[[ ## f0 ## ]]\n${unit.repeat(5000)}`,
          `<f0>${unit.repeat(5000)}`,
        ])
          expect(outcome(adapter, text, signature)).toBe('refused')
      }
    }
  })
})

it.each([chatAdapter, jsonAdapter, xmlAdapter])(
  'an answer of repeated parts is worked through in bounded time: %#',
  { timeout: 60_000 },
  (adapter) => {
    const signature = signatureInfo(
      Signature('x', { input: {}, output: { f0: t.list(t.string()), f1: t.integer().nullable() } }),
    )
    const units = [
      '[[ ## f0 ## ]]',
      '{"f0": "a"b',
      String.raw`\,"`,
      '<f0>',
      '<!--',
      '<![CDATA[',
      '/*',
      '// a',
      '"a", ',
      '1,',
      '- a\n',
      '## ',
      '</think>',
      '<think>',
      "it's ",
      ' ',
      '\n',
      'f0:\n',
    ]
    for (const unit of units) {
      const text = unit.repeat(60_000 / unit.length)
      for (const whole of [
        text,
        `[[ ## f0 ## ]]\n${text}`,
        `<f0>${text}</f0>`,
        `{"f0": "${text}"}`,
        `{"f0": [${text}]}`,
      ]) {
        const started = performance.now()
        outcome(adapter, whole, signature)
        expect([unit, performance.now() - started < 3000]).toEqual([unit, true])
      }
    }
  },
)
