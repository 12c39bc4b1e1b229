import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryOf } from '../../test/support/arbitrary.ts'
import { shown } from '../text/shown.ts'
import { castField } from './cast-field.ts'
import { t } from './t.ts'

const fields = {
  string: t.string(),
  'short string': t.string({ minLength: 2, maxLength: 5 }),
  'string as given': t.string({ trim: false, allowEmpty: true }),
  'string that matches': t.string({ match: /^[a-z]{2,4}\d$/ }),
  text: t.text(),
  integer: t.integer(),
  'small integer': t.integer({ min: -5, max: 5 }),
  float: t.float(),
  'float in a range': t.float({ greaterThan: 0, max: 1 }),
  boolean: t.boolean(),
  uuid: t.uuid(),
  datetime: t.datetime(),
  date: t.date(),
  oneOf: t.oneOf('draft', 'published', 'Draft'),
  'list of integers': t.list(t.integer(), { maxLength: 4 }),
  'list of nullable dates': t.list(t.datetime().nullable()),
  'list of lists': t.list(t.list(t.string())),
  map: t.map({
    fields: {
      at: t.datetime(),
      tags: t.list(t.string()),
      note: t.text().nullable(),
      count: t.integer(),
    },
  }),
  'free map': t.map(),
  vector: t.vector(3),
}

describe.each(Object.entries(fields))('%s', (_, field) => {
  const { type } = field
  const values = arbitraryOf(field)

  test('casting the wire form gives the value back', () => {
    fc.assert(
      fc.property(values, (value) => {
        const wire = JSON.parse(JSON.stringify(type.toJson(value as never))) as unknown
        const result = type.cast(wire)
        expect(result).toMatchObject({ ok: true })
        expect(result.ok && type.equal(result.value as never, value as never)).toBe(true)
      }),
    )
  })

  test('casting a value gives an equal value', () => {
    fc.assert(
      fc.property(values, (value) => {
        const result = type.cast(value)
        expect(result.ok && type.equal(result.value as never, value as never)).toBe(true)
      }),
    )
  })

  test('loading what was dumped gives the value back', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(type.equal(type.load(type.dump(value as never)) as never, value as never)).toBe(true)
      }),
    )
  })

  test('storage may also give jsonb parsed', () => {
    fc.assert(
      fc.property(values, (value) => {
        const stored = type.dump(value as never)
        const driven: unknown = type.storage === 'jsonb' ? JSON.parse(stored as string) : stored
        expect(type.equal(type.load(driven) as never, value as never)).toBe(true)
      }),
    )
  })

  test('garbage is refused or cast, never thrown', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
          withTypedArray: true,
          withObjectString: true,
        }),
        (garbage) => {
          const result = castField(field, garbage)
          expect(result.ok || result.issues.length > 0).toBe(true)
          expect(shown(garbage)).not.toBe('')
        },
      ),
    )
  })
})

const ordered = Object.entries(fields).flatMap(([name, field]) =>
  field.type.compare
    ? [{ name, type: field.type, compare: field.type.compare, values: arbitraryOf(field) }]
    : [],
)

test.each(ordered)(
  'the order of $name agrees with equality and is antisymmetric',
  ({ type, compare, values }) => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const order = Math.sign(compare(left as never, right as never))
        expect(order === 0).toBe(type.equal(left as never, right as never))
        expect(Math.sign(compare(right as never, left as never)) + order).toBe(0)
      }),
    )
  },
)
