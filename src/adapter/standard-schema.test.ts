import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { responseOf } from '../../test/support/adapter/outcome.ts'
import { signatureInfo } from '../signature/signature-info.ts'
import { Signature } from '../signature/signature.ts'
import type { FieldLike } from '../type/field.ts'
import { t } from '../type/t.ts'
import { AdapterParseError } from './adapter-parse-error.ts'
import { chatAdapter } from './chat-adapter.ts'
import { jsonAdapter } from './json-adapter.ts'
import { xmlAdapter } from './xml/xml-adapter.ts'

const one = (value: FieldLike) => signatureInfo(Signature('x', { input: {}, output: { value } }))
const chat = (text: string) => `[[ ## value ## ]]\n${text}\n\n[[ ## completed ## ]]`
const failure = (schema: FieldLike, text: string): string => {
  try {
    return JSON.stringify(chatAdapter.parse(one(schema), responseOf(chat(text))))
  } catch (error) {
    if (error instanceof AdapterParseError) return error.message
    throw error
  }
}

/**
 * A schema that says nothing of itself but whether it takes a value, as those of valibot without
 * its converter.
 */
const silent = (takes: (input: unknown) => boolean): FieldLike => ({
  '~standard': {
    version: 1,
    vendor: 'silent',
    validate: (value: unknown) => (takes(value) ? { value } : { issues: [{ message: 'no' }] }),
  },
})

interface Tree {
  readonly v: number
  readonly kids: readonly Tree[]
}
const tree: z.ZodType<Tree> = z.object({ v: z.int(), kids: z.array(z.lazy(() => tree)) })
const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('round'), radius: z.number() }),
  z.object({ kind: z.literal('open'), ends: z.boolean() }),
])

describe('a Standard Schema is read in every form with one call', () => {
  test.each<[string, FieldLike, string, string, string, unknown]>([
    ['number', z.number(), '42', '42', '42', 42],
    ['number in a text', z.number(), '1,234.5', '"1,234.5"', '1,234.5', 1234.5],
    ['integer or null', z.int().nullable(), 'null', 'null', 'null', null],
    ['optional number', z.number().optional(), '7', '7', '7', 7],
    ['boolean', z.boolean(), 'Yes', '"yes"', 'no', undefined],
    ['coerced boolean', z.coerce.boolean(), 'false', '"false"', 'false', false],
    [
      'list of numbers',
      z.array(z.number()),
      '- 1\n- 2',
      '[1, "2"]',
      '<item>1</item><item>2</item>',
      [1, 2],
    ],
    [
      'object of numbers',
      z.object({ a: z.number(), b: z.boolean() }),
      '{"A": "4", "b": "Yes"}',
      '{"a": 4, "b": true}',
      '<a>4</a><b>true</b>',
      { a: 4, b: true },
    ],
    ['tuple', z.tuple([z.string(), z.int()]), '["a", "3"]', '["a", 3]', '["a", 3]', ['a', 3]],
    ['record', z.record(z.string(), z.int()), '{"a": "1"}', '{"a": 1}', '<a>1</a>', { a: 1 }],
    ['choice of numbers', z.literal([1, 2]), '2', '2', '2', 2],
    ['choice', z.enum(['sold out', 'new']), 'Sold_Out', '"sold out"', 'sold out', 'sold out'],
    [
      'union of objects',
      shape,
      '{"kind": "open", "ends": "yes"}',
      '{"kind": "open", "ends": true}',
      '<kind>open</kind><ends>yes</ends>',
      { kind: 'open', ends: true },
    ],
    [
      'recursive object',
      tree,
      '{"v": 1, "kids": [{"v": "2", "kids": []}]}',
      '{"v": 1, "kids": [{"v": 2, "kids": []}]}',
      '<v>1</v><kids><item><v>2</v><kids></kids></item></kids>',
      { v: 1, kids: [{ v: 2, kids: [] }] },
    ],
    [
      'date',
      z.date(),
      '2026-01-31T12:00:00Z',
      '"2026-01-31T12:00:00Z"',
      '2026-01-31T12:00:00Z',
      new Date('2026-01-31T12:00:00Z'),
    ],
    [
      'coerced date within an object',
      z.object({ d: z.coerce.date() }),
      '{"d": "2026-01-31"}',
      '{"d": "2026-01-31"}',
      '<d>2026-01-31</d>',
      { d: new Date('2026-01-31') },
    ],
    [
      'record of dates',
      z.record(z.string(), z.date()),
      '{"d": "2026-01-31"}',
      '{"d": "2026-01-31"}',
      '<d>2026-01-31</d>',
      { d: new Date('2026-01-31') },
    ],
    ['text that becomes a number', z.string().transform(Number), '7', '"7"', '7', 7],
    ['list of a schema', t.list(z.number()), '- 1', '["1"]', '<item>1</item>', [1]],
    [
      'object with a schema',
      t.map({ fields: { n: z.number() } }),
      '{"n": "1"}',
      '{"n": 1}',
      '<n>1</n>',
      { n: 1 },
    ],
    [
      'number that a silent schema takes',
      silent((input) => typeof input === 'number'),
      '42',
      '42',
      '42',
      42,
    ],
    [
      'boolean that a silent schema takes',
      silent((input) => typeof input === 'boolean'),
      'yes',
      'true',
      'true',
      undefined,
    ],
    [
      'text that a silent schema takes',
      silent((input) => typeof input === 'string'),
      '42',
      '"42"',
      '42',
      '42',
    ],
  ])('%s', (_, schema, inChat, inJson, inXml, value) => {
    const signature = one(schema)
    const read = [
      chatAdapter.parse(signature, responseOf(chat(inChat))),
      jsonAdapter.parse(signature, responseOf(`{"value": ${inJson}}`)),
      xmlAdapter.parse(signature, responseOf(`<value>${inXml}</value>`)),
    ].map((output) => output.value)
    if (value === undefined) expect(read.every((found) => typeof found === 'boolean')).toBe(true)
    else expect(read).toEqual([value, value, value])
  })
})

test('a string of JSON that an option takes as it stands is that string; of a text the option with the narrower type is meant', () => {
  const read = (schema: FieldLike, json: string) =>
    jsonAdapter.parse(one(schema), responseOf(`{"value": ${json}}`)).value
  for (const [schema, string] of [
    [z.union([z.number(), z.string()]), '42'],
    [z.union([z.string(), z.boolean()]), 'true'],
    [z.union([z.array(z.string()), z.string()]), '["a"]'],
    [z.union([z.literal(1), z.literal('1')]), '1'],
    [z.union([z.boolean(), z.enum(['yes', 'no'])]), 'yes'],
  ] as const) {
    expect(read(schema, JSON.stringify(string))).toBe(string)
    expect(read(z.object({ held: z.array(schema) }), JSON.stringify({ held: [string] }))).toEqual({
      held: [string],
    })
    expect(
      chatAdapter.parse(
        one(z.object({ held: schema })),
        responseOf(chat(JSON.stringify({ held: string }))),
      ).value,
    ).toEqual({ held: string })
  }
  expect(read(z.union([z.number(), z.string()]), '42')).toBe(42)
  expect(
    chatAdapter.parse(one(z.union([z.number(), z.string()])), responseOf(chat('42'))).value,
  ).toBe(42)
  expect(
    xmlAdapter.parse(
      one(z.object({ held: z.union([z.number(), z.string()]) })),
      responseOf('<value><held>42</held></value>'),
    ).value,
  ).toEqual({ held: 42 })
})

test('a choice that is named as null is called by others is that choice', () => {
  const none = [
    t.oneOf('none', 'some').nullable(),
    z.enum(['none', 'some']).nullable(),
    z.union([z.literal('none'), z.null(), z.number()]),
  ]
  for (const schema of none)
    for (const [word, value] of [
      ['none', 'none'],
      ['None', 'none'],
      ['null', null],
    ] as const) {
      expect(chatAdapter.parse(one(schema), responseOf(chat(word))).value).toBe(value)
      expect(xmlAdapter.parse(one(schema), responseOf(`<value>${word}</value>`)).value).toBe(value)
      expect(
        jsonAdapter.parse(one(schema), responseOf(JSON.stringify({ value: word }))).value,
      ).toBe(value)
      expect(
        jsonAdapter.parse(one(t.list(schema)), responseOf(JSON.stringify({ value: [word, null] })))
          .value,
      ).toEqual([value, null])
    }
  expect(
    jsonAdapter.parse(one(t.oneOf('n/a', 'NULL').nullable()), responseOf('{"value": "n/a"}')).value,
  ).toBe('n/a')
  expect(
    jsonAdapter.parse(one(t.oneOf('n/a', 'b').nullable()), responseOf('{"value": null}')).value,
  ).toBeNull()
})

describe('what a schema would bend is refused', () => {
  test.each<[FieldLike, string, string]>([
    [z.coerce.number(), '', 'must be a number'],
    [z.coerce.boolean(), 'perhaps', 'must be true or false'],
    [z.coerce.date(), '5', 'must be a date and time with its zone'],
    [z.coerce.date(), '2026-01-31T12:00:00', 'must be a date and time with its zone'],
    [z.union([z.string(), z.number()]), '[1', '{"value":"[1"}'],
    [z.union([z.string(), z.number()]), '123456789012345678', '{"value":"123456789012345678"}'],
  ])('%#', (schema, text, said) => {
    expect(failure(schema, text)).toContain(said)
  })
})

test('a prompt tells a schema as what it is: in words, with its limits, without the pattern of its format', () => {
  const output = {
    price: z.number().nullable(),
    kind: z.enum(['a', 'b']),
    day: z.iso.date(),
    mail: z.email(),
    at: z.coerce.date(),
    name: z.string().min(3),
  }
  const system = chatAdapter.format({
    signature: signatureInfo(Signature('x', { input: {}, output })),
    demos: [],
    input: {},
  })[0]!.content
  for (const line of [
    '1. `price` (float or null):',
    '2. `kind` (one of: a; b):',
    '3. `day` (date):',
    '4. `mail` (email address):',
    '5. `at` (date and time):',
    '6. `name` (string):',
  ])
    expect(system).toContain(line)
  expect(system).toContain(
    '{"type": "string", "format": "date-time"}, with its zone, such as 2026-01-31T12:00:00Z',
  )
  expect(system).toContain('{"type": "string", "minLength": 3}')
  expect(system).not.toContain('pattern')
})

test('a prompt tells the form of an object once', () => {
  const order = t.map({
    fields: {
      customer: t.string(),
      lines: t.list(t.map({ fields: { sku: t.string(), quantity: t.integer() } })),
    },
  })
  for (const adapter of [chatAdapter, jsonAdapter, xmlAdapter]) {
    const prompt = adapter
      .format({ signature: one(order), demos: [], input: {} })
      .map(({ content }) => content)
      .join('\n')
    expect(prompt.match(/customer/g)).toHaveLength(
      adapter === chatAdapter || adapter === jsonAdapter ? 2 : 3,
    )
  }
})

describe('an object of which every field may be left out', () => {
  const optional: readonly (readonly [FieldLike, unknown])[] = [
    [t.map({ fields: { a: t.string().nullable(), b: t.integer().default(3) } }), { a: null, b: 3 }],
    [z.object({ a: z.string().optional(), b: z.number().nullish() }), {}],
    [z.object({ a: z.string(), b: z.number() }).partial(), {}],
    [z.object({ a: z.string().default('x') }), { a: 'x' }],
  ]
  const adapters = [
    [chatAdapter, chat('{}')],
    [jsonAdapter, '{"value": {}}'],
    [xmlAdapter, '<value>{}</value>'],
  ] as const
  test.each(adapters.map(([adapter, text]) => [adapter.name, adapter, text] as const))(
    'may be empty, as %s writes it',
    (_, adapter, text) => {
      for (const [schema, value] of optional)
        expect(adapter.parse(one(schema), responseOf(text))).toEqual({ value })
    },
  )
  test('has none of its fields where it has others only', () => {
    for (const [schema] of optional)
      expect(failure(schema, '{"zz": 1}')).toContain('has none of its fields')
  })
  test('is no object that needs one', () => {
    expect(failure(z.object({ a: z.string(), b: z.number().optional() }), '{}')).toContain(
      'has none of its fields',
    )
  })
})
