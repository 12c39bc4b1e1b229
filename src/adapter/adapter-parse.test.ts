import { describe, expect, it } from 'vitest'
import type { LmResponse } from '../lm/language-model.ts'
import { prependField, signatureInfo } from '../signature/signature-info.ts'
import { Signature, type SignatureInfo } from '../signature/signature.ts'
import type { AnyField } from '../type/field.ts'
import { t } from '../type/t.ts'
import { AdapterParseError } from './adapter-parse-error.ts'
import type { Adapter } from './adapter.ts'
import { chatAdapter } from './chat-adapter.ts'
import { jsonAdapter } from './json-adapter.ts'
import { twoStepAdapter } from './two-step-adapter.ts'
import { xmlAdapter } from './xml/xml-adapter.ts'

const usage = { calls: 1, cacheHits: 0, inputTokens: 0, outputTokens: 0 }
const response = (text: string, rest: Partial<LmResponse> = {}): LmResponse => ({
  text,
  toolCalls: [],
  finishReason: 'stop',
  usage,
  model: 'test/script',
  cached: false,
  ...rest,
})
const confident = signatureInfo(Signature('question -> answer, confidence: float'))
const listed = signatureInfo(Signature('question -> tags: list[string], scores: list[int]'))
const read = (adapter: Adapter, text: string, signature: SignatureInfo = confident) =>
  adapter.parse(signature, response(text))
const failure = (
  adapter: Adapter,
  text: string,
  signature: SignatureInfo = confident,
  rest: Partial<LmResponse> = {},
) => {
  try {
    adapter.parse(signature, response(text, rest))
  } catch (error) {
    if (error instanceof AdapterParseError) return error
    throw error
  }
  throw new Error('It was read.')
}
const expected = { answer: 'Paris', confidence: 0.9 }

describe('the chat adapter reads', () => {
  it.each([
    [
      'the form it asked for',
      '[[ ## answer ## ]]\nParis\n\n[[ ## confidence ## ]]\n0.9\n\n[[ ## completed ## ]]\n',
    ],
    [
      'text in front, and none at the end',
      'Sure!\n[[ ## answer ## ]]\nParis\n[[ ## confidence ## ]]\n0.9',
    ],
    [
      'a value on the line of its marker',
      '[[ ## answer ## ]] Paris\n[[ ## confidence ## ]] 0.9\n[[ ## completed ## ]]',
    ],
    [
      'everything on one line',
      '[[ ## answer ## ]] Paris [[ ## confidence ## ]] 0.9 [[ ## completed ## ]]',
    ],
    [
      'an end marker behind the last value',
      '[[ ## answer ## ]]\nParis\n\n[[ ## confidence ## ]]\n0.9 [[ ## completed ## ]]',
    ],
    [
      'indented, bold and quoted markers',
      '  [[ ## answer ## ]]\nParis\n**[[ ## confidence ## ]]**\n0.9',
    ],
    ['another order', '[[ ## confidence ## ]]\n0.9\n[[ ## answer ## ]]\nParis'],
    ['names in another case', '[[ ## Answer ## ]]\nParis\n[[ ## CONFIDENCE ## ]]\n0.9'],
    [
      'two sections of a name that say the same',
      '[[ ## answer ## ]]\nParis\n[[ ## answer ## ]]\nParis\n[[ ## confidence ## ]]\n0.9',
    ],
    [
      'past a section it does not know',
      '[[ ## thought ## ]]\nHm.\n[[ ## answer ## ]]\nParis\n[[ ## confidence ## ]]\n0.9',
    ],
    [
      'past a sentence that speaks of a marker',
      'I start with `[[ ## answer ## ]]` now.\n[[ ## answer ## ]]\nParis\n[[ ## confidence ## ]]\n0.9',
    ],
    [
      'a fenced answer',
      '```\n[[ ## answer ## ]]\nParis\n\n[[ ## confidence ## ]]\n0.9\n\n[[ ## completed ## ]]\n```',
    ],
    [
      'a fenced answer without the end marker',
      '```\n[[ ## answer ## ]]\nParis\n\n[[ ## confidence ## ]]\n0.9\n```',
    ],
    ['fences around a value', '[[ ## answer ## ]]\nParis\n\n[[ ## confidence ## ]]\n```\n0.9\n```'],
    ['Windows line ends', '[[ ## answer ## ]]\r\nParis\r\n\r\n[[ ## confidence ## ]]\r\n0.9\r\n'],
    ['a JSON object without any marker', '```json\n{"answer": "Paris", "confidence": 0.9}\n```'],
  ])('%s', (_, text) => {
    expect(read(chatAdapter, text)).toEqual(expected)
  })
  it('an answer whose end nobody names only where its own end mark stands', () => {
    const open = '[[ ## answer ## ]]\nParis\n\n[[ ## confidence ## ]]\n0.9'
    const said = (text: string, finishReason: LmResponse['finishReason']) =>
      chatAdapter.parse(confident, response(text, { finishReason }))
    expect(said(open, 'stop')).toEqual(expected)
    expect(said(`${open}\n\n[[ ## completed ## ]]`, 'other')).toEqual(expected)
    expect(failure(chatAdapter, open, confident, { finishReason: 'other' }).reason).toContain(
      'no end mark',
    )
    for (const adapter of [jsonAdapter, chatAdapter])
      expect(
        adapter.parse(
          confident,
          response('{"answer": "Paris", "confidence": 0.9}', { finishReason: 'other' }),
        ),
      ).toEqual(expected)
    expect(
      xmlAdapter.parse(
        confident,
        response('<answer>Paris</answer><confidence>0.9</confidence>', { finishReason: 'other' }),
      ),
    ).toEqual(expected)
  })
  it('a field that is called completed', () => {
    const signature = signatureInfo(Signature('a -> completed: bool'))
    expect(
      read(chatAdapter, chatAdapter.formatAnswer(signature, { completed: true }), signature),
    ).toEqual({ completed: true })
  })
  it('an answer of no fields', () => {
    expect(read(chatAdapter, '[[ ## completed ## ]]', signatureInfo(Signature('a ->')))).toEqual({})
  })
  it('no marker of a name twice in the midst of lines', () => {
    expect(
      failure(chatAdapter, 'The field [[ ## answer ## ]], that is [[ ## answer ## ]], is Paris.')
        .expected,
    ).toEqual(['answer', 'confidence'])
  })
})

describe('the JSON adapter reads', () => {
  it.each([
    ['an object', '{"answer": "Paris", "confidence": 0.9}'],
    [
      'a fenced object with prose',
      'Here you are:\n```json\n{"answer": "Paris", "confidence": 0.9}\n```\nAnything else?',
    ],
    [
      'single quotes, comments and trailing commas',
      "{'answer': 'Paris', /* sure */ 'confidence': 0.9,}",
    ],
    ['numbers in quotes and names in another case', '{"Answer": "Paris", "Confidence": "0.9"}'],
    [
      'past an object of something else',
      'I use {placeholders}. {"note": 1} {"answer": "Paris", "confidence": 0.9}',
    ],
    ['past keys it does not know', '{"thought": "{hm}", "answer": "Paris", "confidence": 0.9}'],
  ])('%s', (_, text) => {
    expect(read(jsonAdapter, text)).toEqual(expected)
  })
  it('floats with underscores', () => {
    expect(
      read(jsonAdapter, "{'score': 123_456.789}", signatureInfo(Signature('a -> score: float'))),
    ).toEqual({ score: 123456.789 })
  })
})

describe('the XML adapter reads', () => {
  it.each([
    [
      'tags with attributes',
      '<answer lang="en">Paris</answer><confidence type=\'float\' >0.9</confidence>',
    ],
    ['the form it asked for', '<answer>\nParis\n</answer>\n\n<confidence>\n0.9\n</confidence>'],
    [
      'prose around and between, and attributes of no use',
      'Well: <answer>Paris</answer> and <confidence>0.9</confidence>.',
    ],
    ['tags in another case', '<Answer>Paris</Answer><CONFIDENCE>0.9</CONFIDENCE>'],
    ['CDATA', '<answer><![CDATA[Paris]]></answer><confidence>0.9</confidence>'],
    ['elements in a root', '<outputs><answer>Paris</answer><confidence>0.9</confidence></outputs>'],
  ])('%s', (_, text) => {
    expect(read(xmlAdapter, text)).toEqual(expected)
  })
  it('lists as items, as JSON, as nothing', () => {
    expect(
      read(
        xmlAdapter,
        '<tags><item>a</item><item>b &amp; c</item></tags><scores>[1, 2]</scores>',
        listed,
      ),
    ).toEqual({
      tags: ['a', 'b & c'],
      scores: [1, 2],
    })
    expect(read(xmlAdapter, '<tags/><scores></scores>', listed)).toEqual({ tags: [], scores: [] })
  })
  it('tags inside text as text', () => {
    expect(
      read(xmlAdapter, '<answer>see <b>this</b> & that</answer><confidence>1</confidence>').answer,
    ).toBe('see <b>this</b> & that')
  })
  it('objects, lists without a tag of their own, and keys that are no XML names', () => {
    const person = t.map({
      fields: { name: t.string(), nick: t.list(t.string()), age: t.integer().nullable() },
    })
    const signature = prependField(
      signatureInfo(Signature('a -> free: map')),
      'output',
      'person',
      person,
    )
    const text =
      '<person><name>Ada</name><nick>A</nick><nick>B</nick><age>null</age></person><free><x>1</x><entry key="postal code">"2"</entry><x>3</x></free>'
    expect(read(xmlAdapter, text, signature)).toEqual({
      person: { name: 'Ada', nick: ['A', 'B'], age: null },
      free: { x: [1, 3], 'postal code': '2' },
    })
  })
})

const one = (type: AnyField) =>
  prependField(signatureInfo(Signature('question ->')), 'output', 'value', type)

const nested = t.map({
  fields: { a: t.map({ fields: { ok: t.boolean(), n: t.integer() } }), b: t.string().default('x') },
})

describe('a value', () => {
  it.each<[string, AnyField, string, unknown]>([
    ['integer', t.integer(), '42', 42],
    ['integer with separators', t.integer(), '1,234', 1234],
    ['bold integer', t.integer(), '**42**', 42],
    ['float', t.float(), '3.14', 3.14],
    ['boolean', t.boolean(), 'True', true],
    ['boolean with a full stop', t.boolean(), 'false.', false],
    ['text of a number', t.string(), '123', '123'],
    [
      'text in brackets',
      t.string().nullable(),
      'text with [placeholder]',
      'text with [placeholder]',
    ],
    ['text in quotes stays so', t.string(), '"yes"', '"yes"'],
    ['null', t.integer().nullable(), 'null', null],
    ['None', t.string().nullable(), 'None', null],
    ['5 for a nullable integer', t.integer().nullable(), '5', 5],
    ['choice', t.oneOf('dry', 'warm'), 'dry', 'dry'],
    ['choice in quotes', t.oneOf('dry', 'warm'), '"dry"', 'dry'],
    ['choice in a wrapper', t.oneOf('dry', 'warm'), "Literal['dry']", 'dry'],
    ['choice in another case', t.oneOf('dry', 'warm'), 'Warm', 'warm'],
    ['choice with emphasis and full stop', t.oneOf('dry', 'warm'), '**warm**.', 'warm'],
    ['date in quotes', t.date(), '"2026-01-31"', '2026-01-31'],
    ['datetime', t.datetime(), '2026-01-31T12:00:00Z', new Date('2026-01-31T12:00:00Z')],
    ['integer that is written as a decimal', t.integer(), '42.0', 42],
    ['integer with a minus sign of typography', t.integer(), '\u22125', -5],
    ['float with separators', t.float(), '1,234.5', 1234.5],
    ['number before an explanation', t.integer(), '42\n\nThat is the answer.', 42],
    ['boolean as Yes', t.boolean(), 'Yes', true],
    ['boolean as no', t.boolean(), '"no."', false],
    ['choice with other signs', t.oneOf('dry', 'very hot'), 'Very_Hot', 'very hot'],
    ['choice before an explanation', t.oneOf('dry', 'warm'), '**dry**\n\nIt has no warmth.', 'dry'],
    ['day of a datetime', t.date(), '2026-01-31T12:00:00Z', '2026-01-31'],
    ['N/A for a nullable integer', t.integer().nullable(), 'N/A', null],
    ['list that is none', t.list(t.string()), 'None', []],
    ['numbers with commas', t.list(t.integer()), '1,234, 5', [1234, 5]],
    [
      'bullets that go on in the next line',
      t.list(t.string()),
      '- a\n  and more\n- b',
      ['a and more', 'b'],
    ],
    ['a list as prompts show it', t.list(t.string()), '[1] «a»\n[2] «b»', ['a', 'b']],
    ['list', t.list(t.integer()), '[1, 2, 3]', [1, 2, 3]],
    [
      'list behind a line that ends in a colon',
      t.list(t.integer()),
      'The list is:\n[1, 2, 3]',
      [1, 2, 3],
    ],
    ['fenced list', t.list(t.string()), '```json\n["a", "b"]\n```', ['a', 'b']],
    ['list with single quotes', t.list(t.string()), "['a', 'b',]", ['a', 'b']],
    ['bullets', t.list(t.string()), '- a\n- b, c\n* d', ['a', 'b, c', 'd']],
    ['numbered lines after an introduction', t.list(t.string()), 'Tags:\n1. "a"\n2) b', ['a', 'b']],
    ['bullets of numbers', t.list(t.integer()), '- 1\n- 2', [1, 2]],
    ['texts with commas', t.list(t.string()), 'a, b, c', ['a', 'b', 'c']],
    ['a lone text', t.list(t.string()), 'a', ['a']],
    ['list of lists', t.list(t.list(t.integer())), '[[1], [2, 3]]', [[1], [2, 3]]],
    ['map', t.map(), "{'a': 1, 'b': None}", { a: 1, b: null }],
    [
      'map with words, other case, more keys',
      nested,
      '{"A": {"ok": "Yes", "N": "1,234", "more": 1}, "b": null}',
      { a: { ok: true, n: 1234 }, b: 'x' },
    ],
    [
      'map with fields',
      t.map({ fields: { a: t.integer(), b: t.string().default('x') } }),
      '{"a": "1", "b": null}',
      { a: 1, b: 'x' },
    ],
  ])('is read: %s', (_, type, text, value) => {
    expect(read(chatAdapter, `[[ ## value ## ]]\n${text}`, one(type))).toEqual({ value })
  })
  it.each<[AnyField, unknown, unknown]>([
    [t.string(), 123, '123'],
    [t.string(), true, 'true'],
    [t.integer(), '42', 42],
    [t.list(t.string()), '- a\n- b', ['a', 'b']],
    [t.oneOf('1', '2'), 1, '1'],
    [t.boolean(), 'Yes', true],
    [t.boolean(), 0, false],
  ])('of JSON is read for its type: %#', (type, given, value) => {
    expect(read(jsonAdapter, JSON.stringify({ value: given }), one(type))).toEqual({ value })
  })
  it.each<[AnyField, string, RegExp]>([
    [t.integer(), 'many', /value must be an integer/],
    [t.integer(), '4.5', /value must be an integer/],
    [t.integer({ max: 5 }), '612', /value must be at most 5/],
    [t.oneOf('dry', 'warm'), 'loud', /value must be one of: dry; warm/],
    [t.list(t.integer()), '[1, "x"]', /value\.1 must be/],
    [t.list(t.integer()), 'one, two', /value\.0 must be an integer/],
    [t.list(t.integer()), 'The list is [1, 2, 3], I think.', /value must be a list/],
    [t.map(), 'A set {x, y … gives {"a": 1}', /value must be an object/],
    [t.boolean(), 'perhaps', /value must be true or false/],
    [t.map(), 'nothing', /value must be an object/],
  ])('that does not fit says why: %#', (type, text, message) => {
    const error = failure(chatAdapter, `[[ ## value ## ]]\n${text}`, one(type))
    expect(error.message).toMatch(message)
    expect(error.message).not.toContain(text)
  })
})

describe('an empty text', () => {
  it('is no text, unless the field allows it', () => {
    expect(failure(chatAdapter, '[[ ## value ## ]]\n', one(t.string())).message).toContain(
      'value is required',
    )
    expect(read(chatAdapter, '[[ ## value ## ]]\n', one(t.string({ allowEmpty: true })))).toEqual({
      value: '',
    })
    expect(read(chatAdapter, '[[ ## value ## ]]\n', one(t.string().nullable()))).toEqual({
      value: null,
    })
  })
  it('is an item of a list', () => {
    const rows = one(t.list(t.list(t.string())))
    expect(read(chatAdapter, '[[ ## value ## ]]\n[["a", "", "c"], [""]]', rows)).toEqual({
      value: [['a', '', 'c'], ['']],
    })
    expect(
      read(xmlAdapter, '<value><item>a</item><item></item></value>', one(t.list(t.string()))),
    ).toEqual({ value: ['a', ''] })
    expect(
      failure(
        jsonAdapter,
        '{"value": [{"a": ""}]}',
        one(t.list(t.map({ fields: { a: t.string() } }))),
      ).message,
    ).toContain('value.0.a is required')
  })
})

describe('an output that is missing', () => {
  const optional = signatureInfo(
    Signature('x', {
      input: { a: t.string() },
      output: {
        answer: t.string(),
        note: t.string().default('No note'),
        tags: t.list(t.string()).default([]),
        maybe: t.integer().nullable(),
      },
    }),
  )
  it('takes its default, else null', () => {
    const value = { answer: 'A', note: 'No note', tags: [], maybe: null }
    expect(read(chatAdapter, '[[ ## answer ## ]]\nA\n\n[[ ## completed ## ]]', optional)).toEqual(
      value,
    )
    expect(read(jsonAdapter, '{"answer": "A", "note": null}', optional)).toEqual(value)
    expect(read(xmlAdapter, '<answer>A</answer>', optional)).toEqual(value)
  })
  it('is named, with what was expected and found', () => {
    const error = failure(chatAdapter, '[[ ## answer ## ]]\nParis')
    expect(error).toMatchObject({
      adapter: 'chat',
      code: 'adapter_parse_error',
      expected: ['answer', 'confidence'],
      actual: ['answer'],
    })
    expect(error.message).toContain('confidence is missing')
  })
})

const adapters = [chatAdapter, jsonAdapter, xmlAdapter]

describe.each(adapters.map((adapter) => [adapter.name, adapter] as const))(
  'the %s adapter',
  (_, adapter) => {
    it('says that an empty response is empty', () => {
      expect(failure(adapter, ' \n').message).toContain('empty response')
    })
    it('falls back on JSON, and JSON on nothing', () => {
      expect(adapter.fallback).toBe(adapter === jsonAdapter ? undefined : jsonAdapter)
    })
  },
)

describe('the two-step adapter', () => {
  const adapter = twoStepAdapter()
  it('has a second call read the answer', async () => {
    const asked: string[] = []
    const output = await adapter.read?.(
      confident,
      response('Paris, I am rather sure.'),
      async ({ messages }) => {
        asked.push(messages.at(-1)!.content)
        return response('[[ ## answer ## ]] Paris [[ ## confidence ## ]] 0.9')
      },
    )
    expect(output).toEqual(expected)
    expect(asked).toEqual([expect.stringContaining('[[ ## text ## ]]\nParis, I am rather sure.')])
  })
  it('asks for JSON once when the second answer cannot be read, then gives up', async () => {
    const asked: string[] = []
    const reading = adapter.read?.(confident, response('Paris.'), async ({ messages }) => {
      asked.push(messages.at(-1)!.content)
      return response('No idea.')
    })
    await expect(reading).rejects.toThrow(
      /two-step adapter: the fields cannot be read from the answer: it contains no JSON object; the chat adapter could not read the answer before it: it contains none of the fields/,
    )
    expect(asked).toHaveLength(2)
  })
  it('lets an error of the call through', async () => {
    const boom = new Error('boom')
    await expect(
      adapter.read?.(confident, response('Paris.'), () => Promise.reject(boom)),
    ).rejects.toBe(boom)
  })
})
