import { describe, expect, test } from 'vitest'
import { castField, castFields } from './cast-field.ts'
import { issueText } from './redact.ts'
import { t } from './t.ts'

const fields = {
  title: t.string({ maxLength: 5 }),
  tags: t.list(t.string()).default(() => ['new']),
  address: t.map({ fields: { street: t.string(), zip: t.integer().nullable() } }).nullable(),
}
const paths = (input: unknown) => {
  const result = castFields(fields, input)
  return result.ok ? [] : result.issues.map(({ path, code }) => [path.join('.'), code])
}

test('every issue is reported at once, with its path', () => {
  expect(
    paths({
      title: 'too long',
      tags: ['a', '', {}],
      address: { street: 1, zip: 'x', city: 'y' },
      titel: 'x',
    }),
  ).toEqual([
    ['titel', 'no_such_input'],
    ['title', 'max_length'],
    ['tags.1', 'required'],
    ['tags.2', 'string'],
    ['address.city', 'no_such_input'],
    ['address.zip', 'integer'],
  ])
})
test('an unknown key is told what it may have meant, or ignored on request', () => {
  expect(castFields(fields, { title: 'a', titel: 1 })).toMatchObject({
    issues: [{ variables: { suggestion: 'title' } }],
  })
  expect(castFields(fields, { title: 'a', titel: 1 }, { unknown: 'ignore' })).toMatchObject({
    ok: true,
  })
})
test('a missing field takes its default; an explicit null does not', () => {
  expect(castFields(fields, { title: 'a' })).toEqual({
    ok: true,
    value: { title: 'a', tags: ['new'], address: null },
  })
  expect(paths({ title: 'a', tags: null })).toEqual([['tags', 'required']])
})
test('a partial input leaves missing fields out', () => {
  expect(castFields(fields, { title: 'a' }, { missing: 'omit' })).toEqual({
    ok: true,
    value: { title: 'a' },
  })
})
test('a missing generated field is left to the storage', () => {
  expect(castFields({ id: t.integer().generated().primaryKey() }, {})).toEqual({
    ok: true,
    value: {},
  })
})
test('what is no object is one issue, at the given path', () => {
  expect(castFields(fields, [], { path: ['input'] })).toMatchObject({
    issues: [{ path: ['input'], code: 'map' }],
  })
})
test('inherited properties are not input', () => {
  expect(castFields({ constructor: t.string().nullable() }, {})).toEqual({
    ok: true,
    value: { constructor: null },
  })
})

describe('lists and maps', () => {
  test('JSON text is read', () => {
    expect(castField(t.list(t.integer()), '[1,"2"]')).toEqual({ ok: true, value: [1, 2] })
    expect(castField(t.map({ fields: { a: t.integer() } }), '{"a":1}')).toEqual({
      ok: true,
      value: { a: 1 },
    })
    expect(castField(t.list(t.integer()), '[1')).toMatchObject({ issues: [{ code: 'list' }] })
  })
  test('length and items are both reported', () => {
    expect(castField(t.list(t.integer(), { minLength: 3 }), ['x'])).toMatchObject({
      issues: [{ code: 'min_length' }, { code: 'integer', path: [0] }],
    })
  })
  test('items are null only where their field is nullable', () => {
    expect(castField(t.list(t.string().nullable()), [null, 'a'])).toEqual({
      ok: true,
      value: [null, 'a'],
    })
    expect(castField(t.list(t.string()), [null])).toMatchObject({
      issues: [{ code: 'required', path: [0] }],
    })
  })
  test('a prototype cannot be smuggled in', () => {
    const smuggled: unknown = JSON.parse('{"a":{"__proto__":{"admin":true}}}')
    expect(castField(t.map(), smuggled)).toMatchObject({
      issues: [{ path: ['a', '__proto__'], code: 'json' }],
    })
    expect(
      castField(t.map({ fields: { a: t.string().nullable() } }), JSON.parse('{"__proto__":{}}')),
    ).toMatchObject({ issues: [{ code: 'no_such_input' }] })
    expect(() => t.map({ fields: JSON.parse('{"__proto__":1}') as never })).toThrow(
      /cannot be a field's name/,
    )
  })
  test('a circular object is refused', () => {
    const circle: Record<string, unknown> = {}
    circle.self = circle
    expect(castField(t.map(), circle)).toMatchObject({
      issues: [{ code: 'json', message: expect.stringContaining('nested deeper') }],
    })
  })
})

test('a sensitive value, and what is made from it, stays out of issues at any depth', () => {
  const result = castFields(
    { outer: t.map({ fields: { secret: t.oneOf('hunter1', 'b').sensitive() } }) },
    { outer: { secret: 'hunter2' } },
  )
  expect(JSON.stringify(result)).not.toContain('hunter2')
  expect(result).toMatchObject({ issues: [{ variables: {} }] })
})
test('keys that came with a sensitive value stay out of issues too', () => {
  const result = castFields(
    { free: t.map().sensitive(), typed: t.map({ fields: { a: t.integer() } }).sensitive() },
    { free: { hunter2: new Date() }, typed: { hunter2: 1, a: 'hunter2' } },
  )
  expect(JSON.stringify(result)).not.toContain('hunter2')
  expect(result).toMatchObject({
    issues: [{ path: ['free'] }, { path: ['typed'] }, { path: ['typed', 'a'], code: 'integer' }],
  })
})
test('an issue in words has the given value and a near one', () => {
  const result = castField(t.oneOf('draft', 'published'), 'drft')
  expect(result.ok ? [] : result.issues.map(issueText)).toEqual([
    'must be one of: draft; published, got "drft" (did you mean "draft"?)',
  ])
})
