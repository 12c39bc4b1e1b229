import { describe, expect, it } from 'vitest'
import { fieldsJsonSchema } from '../type/json-schema.ts'
import { t } from '../type/t.ts'
import { schemaName, strictSchema } from './schema-dialect.ts'

describe('the strict dialect', () => {
  it('requires every property, and makes nullable what was optional', () => {
    const schema = fieldsJsonSchema(
      {
        a: t.string({ maxLength: 9 }),
        b: t.oneOf('x', 'y').default('x'),
        c: t.integer({ min: 1 }).nullable(),
        d: t.float().default(1),
      },
      { mode: 'input' },
    )
    expect(strictSchema(schema)).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: ['string', 'null'], enum: ['x', 'y', null] },
        c: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
        d: { type: ['number', 'null'] },
      },
      required: ['a', 'b', 'c', 'd'],
      additionalProperties: false,
    })
  })
  it('reaches into lists and objects, and keeps the order and the descriptions', () => {
    const schema = fieldsJsonSchema(
      { z: t.list(t.map({ fields: { y: t.string().describe('why'), x: t.date() } })) },
      { mode: 'output' },
    )
    const strict = strictSchema(schema)
    expect(strict).toMatchObject({
      properties: {
        z: {
          items: {
            properties: { y: { type: 'string', description: 'why' }, x: { format: 'date' } },
            required: ['y', 'x'],
            additionalProperties: false,
          },
        },
      },
    })
  })
  it('says so where a schema has no strict form', () => {
    expect(
      strictSchema(fieldsJsonSchema({ a: t.list(t.map()) }, { mode: 'output' })),
    ).toBeUndefined()
    expect(strictSchema({})).toBeUndefined()
    expect(strictSchema({ type: 'object', properties: { a: {} } })).toBeUndefined()
  })
  it('names a schema as providers allow, whatever the class is called', () => {
    expect(schemaName('Zusammenfassung_für$alle')).toBe('Zusammenfassung_f_r_alle')
    expect(schemaName('')).toBe('outputs')
    expect(schemaName('x'.repeat(100))).toHaveLength(64)
  })
})
