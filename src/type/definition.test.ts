import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { nearestName } from '../text/nearest.ts'
import { compareCodePoints } from '../text/shown.ts'
import { castField, castFields } from './cast-field.ts'
import { describeType } from './describe.ts'
import { fieldOf } from './field.ts'
import { fieldsJsonSchema } from './json-schema.ts'
import { t } from './t.ts'
import { uuidV7 } from './uuid.ts'

describe('declarations', () => {
  test('a range that holds nothing is refused', () => {
    expect(() => t.string({ minLength: 3, maxLength: 2 })).toThrow(/t.string: the lower limit 3/)
    expect(() => t.float({ greaterThan: 1, lessThan: 1 })).toThrow(/t.float/)
    expect(() => t.oneOf('a', 'a')).toThrow(/"a" is listed twice/)
    expect(() => t.vector(0)).toThrow(/t.vector/)
  })
  test('a field is immutable', () => {
    const base = t.string()
    base.nullable()
    expect(base.options.nullable).toBe(undefined)
  })
  test('a uuid primary key makes its own value, unless something else does', () => {
    expect(t.uuid().primaryKey().options.default).toBe(uuidV7)
    expect(t.uuid().default('x').primaryKey().options.default).toBe('x')
    expect(t.uuid().generated().primaryKey().options).not.toHaveProperty('default')
    expect(t.uuid().primaryKey().generated().options).not.toHaveProperty('default')
    expect(t.integer().primaryKey().options).not.toHaveProperty('default')
  })
})

test('version 7 UUIDs of one process are ordered and unique, also within a millisecond', () => {
  const ids = Array.from({ length: 20_000 }, uuidV7)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids.slice(0, 50))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('text is ordered by code point, not by UTF-16 unit', () => {
  const words = ['b', 'a', '😀', '\uffff', 'B', 'ab', '']
  const bytes = words.toSorted((left, right) =>
    Buffer.compare(Buffer.from(left), Buffer.from(right)),
  )
  expect(words.toSorted(compareCodePoints)).toEqual(bytes)
})

test('a near name is found, a far one is not', () => {
  expect(nearestName('titel', ['body', 'title'])).toBe('title')
  expect(nearestName('author_id', ['authorId'])).toBe('authorId')
  expect(nearestName('q', ['x'])).toBe(undefined)
  expect(nearestName('colour', ['title'])).toBe(undefined)
})

describe('JSON Schema', () => {
  const fields = {
    id: t.uuid().primaryKey(),
    status: t.oneOf('draft', 'published').default('draft').describe('where it stands'),
    at: t.datetime().nullable(),
    place: t.map({ fields: { zip: t.integer({ min: 1 }).default(1) } }),
  }
  test('input leaves out what has a default or may be null', () => {
    expect(fieldsJsonSchema(fields, { mode: 'input' })).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string', format: 'uuid' },
        status: {
          type: 'string',
          enum: ['draft', 'published'],
          description: 'where it stands',
          default: 'draft',
        },
        at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        place: {
          type: 'object',
          properties: { zip: { type: 'integer', minimum: 1, default: 1 } },
          required: [],
          additionalProperties: false,
        },
      },
      required: ['place'],
      additionalProperties: false,
    })
  })
  test('output has every field, at every depth', () => {
    const { required, properties } = fieldsJsonSchema(fields, { mode: 'output' })
    expect(required).toEqual(['id', 'status', 'at', 'place'])
    expect(properties).toMatchObject({ place: { required: ['zip'] } })
  })
})

test('a type is described in plain words with its constraints', () => {
  expect(describeType(t.string({ minLength: 1, maxLength: 80 }).type)).toBe(
    'string, at least 1 character, at most 80 characters',
  )
  expect(describeType(t.list(t.oneOf('a', 'b'), { maxLength: 2 }).type)).toBe(
    'list of one of: a; b, at most 2 items',
  )
  expect(describeType(t.oneOf({ a: 'first', b: 'second' }).type)).toBe(
    'one of: a; b, "a" is first, "b" is second',
  )
  expect(describeType(t.list(t.integer({ min: 1 })).type)).toBe('list of integer (at least 1)')
})

describe('a Standard Schema in place of a field', () => {
  test('casts by its own rules and keeps its paths', () => {
    const schema = z.object({ a: z.array(z.number()) })
    expect(castField(schema, { a: [1] })).toEqual({ ok: true, value: { a: [1] } })
    expect(castField(schema, { a: [1, 'x'] })).toMatchObject({
      issues: [{ path: ['a', 1], code: 'schema' }],
    })
  })
  test('its null, optional and default are the field’s', () => {
    const fields = {
      a: z.string().nullable(),
      b: z.string().optional(),
      c: z.string().default('x'),
      d: z.string(),
    }
    expect(castFields(fields, { d: 'y' })).toEqual({
      ok: true,
      value: { a: null, b: null, c: 'x', d: 'y' },
    })
    expect(castFields(fields, {})).toMatchObject({ issues: [{ path: ['d'], code: 'required' }] })
    expect(fieldsJsonSchema(fields, { mode: 'input' }).required).toEqual(['d'])
  })
  test('its JSON Schema is the one it states', () => {
    expect(fieldOf(z.string().max(3)).type.jsonSchema).toEqual({ type: 'string', maxLength: 3 })
    expect(fieldOf(z.date()).type.jsonSchema).toEqual({})
  })
  test('a scalar is stored as one, the rest as jsonb, and each round trips', () => {
    expect(
      [z.string(), z.int(), z.number(), z.boolean(), z.array(z.string())].map(
        (schema) => fieldOf(schema).type.storage,
      ),
    ).toEqual(['text', 'bigint', 'double precision', 'boolean', 'jsonb'])
    const { type } = fieldOf(z.union([z.string(), z.number(), z.object({ $value: z.string() })]))
    for (const value of ['12', 12, 'a', '"a"', { $value: 'b' }]) {
      const stored = type.dump(value) as string
      expect([type.load(stored), type.load(JSON.parse(stored))]).toEqual([value, value])
    }
    expect(() => fieldOf(z.date()).type.dump(new Date())).toThrow(/JSON cannot hold/)
  })
  test('text that no storage holds is refused wherever it is', () => {
    const schema = z.object({ a: z.array(z.record(z.string(), z.string())) })
    expect(castField(schema, { a: [{ b: 'x\0' }] })).toMatchObject({
      issues: [{ path: ['a', 0, 'b'], code: 'string' }],
    })
    expect(castField(schema, { a: [{ 'x\ud800': 'y' }] })).toMatchObject({ ok: false })
    expect(castField(z.string(), '\udc00')).toMatchObject({ ok: false })
    expect(castField(schema, { a: [{ '😀': '😀' }] })).toMatchObject({ ok: true })
  })
  test('an asynchronous one is refused with a reason', () => {
    const schema = z.string().refine(() => Promise.resolve(true))
    expect(() => castField(schema, 'a')).toThrow(/asynchronously/)
  })
})
