import { describe, expect, test } from 'vitest'
import { castField } from './cast-field.ts'
import type { FieldLike } from './field.ts'
import { t } from './t.ts'

const codes = (field: FieldLike, input: unknown) => {
  const result = castField(field, input)
  return result.ok ? [] : result.issues.map(({ code }) => code)
}
const cast = (field: FieldLike, input: unknown): unknown => {
  const result = castField(field, input)
  if (!result.ok) throw new Error(result.issues.map(({ code }) => code).join())
  return result.value
}

describe('text', () => {
  test('is trimmed unless it says otherwise', () => {
    expect(cast(t.string(), '  a ')).toBe('a')
    expect(cast(t.string({ trim: false }), ' a ')).toBe(' a ')
  })
  test('empty counts as null, and as missing where null is not taken', () => {
    expect(cast(t.string().nullable(), ' ')).toBe(null)
    expect(codes(t.string(), '  ')).toEqual(['required'])
    expect(cast(t.string({ allowEmpty: true }), '')).toBe('')
    expect(t.string().type.cast('')).toMatchObject({ ok: false, issues: [{ code: 'required' }] })
  })
  test('numbers become text, other things do not', () => {
    expect(cast(t.string(), 42)).toBe('42')
    for (const input of [true, {}, [], Number.NaN, Symbol('s'), () => 'a'])
      expect(codes(t.string(), input)).toEqual(['string'])
  })
  test('length counts code points', () => {
    expect(cast(t.string({ maxLength: 2 }), '😀😀')).toBe('😀😀')
    expect(codes(t.string({ minLength: 3, match: /^x/ }), '😀😀')).toEqual(['min_length', 'match'])
  })
  test('a global pattern gives the same answer each time', () => {
    const field = t.string({ match: /a/g })
    expect([cast(field, 'a'), cast(field, 'a')]).toEqual(['a', 'a'])
  })
  test('what Postgres cannot store is refused', () => {
    expect(codes(t.string(), 'a\0b')).toEqual(['string'])
    expect(codes(t.string(), '\ud800')).toEqual(['string'])
  })
})

describe('numbers', () => {
  test('canonical text is read', () => {
    expect(cast(t.integer(), ' 42 ')).toBe(42)
    expect(cast(t.integer(), 10n)).toBe(10)
    expect(cast(t.float(), '1e3')).toBe(1000)
    expect(cast(t.float(), '3.14')).toBe(3.14)
    expect(Object.is(cast(t.float(), -0), 0)).toBe(true)
  })
  test.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '12abc',
    '0x10',
    '1e400',
    'Infinity',
    true,
    [],
    [1],
    new Date(),
  ])('%s is no number', (input) => {
    expect(codes(t.float(), input)).toEqual(['float'])
    expect(codes(t.integer(), input)).toEqual(['integer'])
  })
  test('an integer must be exact', () => {
    for (const input of [1.5, '1.5', 2 ** 53, '9007199254740993', 2n ** 60n])
      expect(codes(t.integer(), input)).toEqual(['integer'])
  })
  test('every broken limit is reported', () => {
    expect(codes(t.float({ min: 1, greaterThan: 2 }), 0)).toEqual(['min', 'greater_than'])
    expect(codes(t.float({ lessThan: 1 }), 1)).toEqual(['less_than'])
    expect(codes(t.integer({ max: 3 }), '4')).toEqual(['max'])
  })
})

describe('booleans and choices', () => {
  test('words for true and false are read in any case', () => {
    expect([cast(t.boolean(), 'TRUE'), cast(t.boolean(), ' false')]).toEqual([true, false])
    for (const input of [1, 'yes', {}]) expect(codes(t.boolean(), input)).toEqual(['boolean'])
  })
  test('a choice is exact first, then without case and outer space', () => {
    const field = t.oneOf('draft', 'Draft', 'Published')
    expect([cast(field, 'draft'), cast(field, 'Draft'), cast(field, ' published ')]).toEqual([
      'draft',
      'Draft',
      'Published',
    ])
    expect(codes(field, 'DRAFT')).toEqual(['one_of'])
  })
  test('a near choice is suggested', () => {
    expect(castField(t.oneOf('draft', 'published'), 'publised')).toMatchObject({
      issues: [{ variables: { suggestion: 'published', value: '"publised"' } }],
    })
  })
})

describe('dates and times', () => {
  test('a time says its zone', () => {
    expect(cast(t.datetime(), '2026-01-31T12:00:00+02:00')).toEqual(
      new Date('2026-01-31T10:00:00Z'),
    )
    expect(cast(t.datetime(), '2026-01-31 12:00Z')).toEqual(new Date('2026-01-31T12:00:00Z'))
    expect(codes(t.datetime(), '2026-01-31T12:00:00')).toEqual(['zone_required'])
  })
  test.each([
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '0000-01-01T00:00:00Z',
    'tomorrow',
    1767225600,
    new Date(Number.NaN),
  ])('%s is no time', (input) => {
    expect(codes(t.datetime(), input)).toEqual(['datetime'])
  })
  test('a date is a day of the calendar', () => {
    expect(cast(t.date(), '2024-02-29')).toBe('2024-02-29')
    for (const input of [
      '2023-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-1-1',
      '0000-01-01',
      new Date(),
    ])
      expect(codes(t.date(), input)).toEqual(['date'])
  })
  test('times as Postgres writes them are loaded', () => {
    expect(t.datetime().type.load('0001-01-01 00:00:00.035+00')).toEqual(
      new Date('0001-01-01T00:00:00.035Z'),
    )
    expect(t.datetime().type.dump(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
    expect(t.datetime().type.load('2026-01-31 12:00:00.123456+00')).toEqual(
      new Date('2026-01-31T12:00:00.123Z'),
    )
    expect(() => t.datetime().type.load('soon')).toThrow(
      /Storage holds a value that is not of the type datetime/,
    )
  })
})

describe('vectors', () => {
  test('are read from lists, typed arrays and text, in single precision', () => {
    for (const input of [[0.1, 2], new Float32Array([0.1, 2]), '[0.1,2]'])
      expect(cast(t.vector(2), input)).toEqual([Math.fround(0.1), 2])
    for (const input of [[1], [1, '2'], [1, 1e300], '[1', 'x'])
      expect(codes(t.vector(2), input)).toEqual(['vector'])
  })
  test('are not read unless selected', () => {
    expect(t.vector(2).options.selectedByDefault).toBe(false)
  })
})
