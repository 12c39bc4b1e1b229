import fc from 'fast-check'
import { predict, Signature, t, usageOf, type Field } from 'ashlar'
import { chatAdapter, jsonAdapter, xmlAdapter, offline, twoStepAdapter } from 'ashlar/lm'
import { expect, test } from 'vitest'
import { documents } from './documents.ts'

type AnyField = Field<unknown>

const pair = (arbitrary: fc.Arbitrary<number>) =>
  fc
    .tuple(arbitrary, arbitrary)
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
const patterns = [
  /^[A-Z]{3}$/,
  /^\d{4}-\d{2}$/,
  /^[a-z]+(?:-[a-z]+)*$/,
  /^(?:low|high)$/,
  /^\p{Lu}/u,
  /@/,
  /^[\w.]+@[\w.]+$/,
  /^#[0-9a-f]{6}$/,
  /[.!?]$/,
  /^\+\d{2} \d+$/,
  /^v\d+\.\d+$/,
]

const limited: fc.Arbitrary<AnyField> = fc.oneof(
  pair(fc.integer({ min: 1, max: 120 })).map(([minLength, maxLength]) =>
    t.string({ minLength, maxLength }),
  ),
  fc.integer({ min: 1, max: 60 }).map((maxLength) => t.text({ maxLength })),
  fc.integer({ min: 1, max: 3000 }).map((minLength) => t.text({ minLength })),
  fc.constantFrom(...patterns).map((match) => t.string({ match })),
  fc.constantFrom(
    t.string({ match: /^[a-z-]+$/, minLength: 5, maxLength: 9 }),
    t.string({ match: /^[A-Z0-9]{2,}$/, minLength: 12 }),
    t.string({ format: 'email' }),
  ),
  pair(fc.integer({ min: -1000, max: 1000 })).map(([min, max]) => t.integer({ min, max })),
  pair(fc.double({ min: -10, max: 10, noNaN: true })).map(([min, max]) => t.float({ min, max })),
  fc.integer({ min: -5, max: 5 }).map((low) => t.float({ greaterThan: low, lessThan: low + 0.5 })),
  fc.constantFrom(
    t.date(),
    t.datetime(),
    t.uuid(),
    t.boolean(),
    t.map(),
    t.integer(),
    t.float(),
    t.string(),
    t.text(),
  ) as fc.Arbitrary<AnyField>,
  fc
    .uniqueArray(fc.constantFrom('billing', 'bug', 'yes', 'no', 'a b', 'N/A', 'x-1'), {
      minLength: 1,
      maxLength: 5,
    })
    .map((values) => t.oneOf(...(values as [string]))),
  fc.constant(t.oneOf({ low: 'can wait', high: 'must be done today' })),
) as fc.Arbitrary<AnyField>

/** A flag of a pattern is told for the output itself alone: JSON Schema has no place for it. */
const flagged = fc.constantFrom(
  t.string({ match: /^#[0-9a-f]{6}$/i }),
  t.text({ match: /^(?:ja|nein)$/i, maxLength: 3 }),
) as fc.Arbitrary<AnyField>

const field: fc.Arbitrary<AnyField> = fc
  .oneof(
    { weight: 4, arbitrary: limited },
    { weight: 1, arbitrary: flagged },
    {
      weight: 2,
      arbitrary: fc
        .tuple(limited, pair(fc.integer({ min: 0, max: 6 })))
        .map(([of, [minLength, maxLength]]) => t.list(of, { minLength, maxLength })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(limited, limited)
        .map(([one, other]) => t.map({ fields: { one, other: other.nullable() } })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(limited, limited)
        .map(([one, other]) => t.list(t.map({ fields: { one, other } }))),
    },
  )
  .chain((made) =>
    fc.boolean().map((nullable) => (nullable ? made.nullable() : made)),
  ) as fc.Arbitrary<AnyField>

const names = [
  'title',
  'summary',
  'total',
  'when',
  'items',
  'answer',
  'email',
  'translation',
  'rooms',
  'vendor',
  'people',
  'thing',
  'is_open',
  'confidence',
  'reasoning',
]
const texts = [
  ...Object.values(documents),
  '',
  'Hi',
  '12',
  '{"a": [1, null]}',
  '今日は晴れ。',
  '😀'.repeat(50),
]

const signature = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), field), {
    minLength: 1,
    maxLength: 4,
    selector: ([name]) => name,
  })
  .map((outputs) =>
    Object.assign(outputs, {
      [fc.toStringMethod]: () =>
        outputs
          .map(
            ([name, { type, options }]) =>
              `${name}: ${type.description} ${type.limits?.join(', ')} ${options.nullable ? 'or null' : ''}`,
          )
          .join('; '),
    }),
  )

const calls = Number(process.env.FUZZ_CASES ?? 250)

test.each([
  ['chat', 1],
  ['json', 1],
  ['xml', 1],
  ['two-step', 2],
] as const)(
  'what the offline model answers by the %s adapter is within the limits that the prompt states, in the first %d calls',
  async (name, expected) => {
    const adapter = {
      chat: chatAdapter,
      json: jsonAdapter,
      xml: xmlAdapter,
      'two-step': twoStepAdapter(offline()),
    }[name]
    await fc.assert(
      fc.asyncProperty(signature, fc.constantFrom(...texts), async (outputs, text) => {
        const module = predict(
          Signature('Take out the fields.', {
            input: { text: t.text({ allowEmpty: true }) },
            output: Object.fromEntries(outputs),
          }),
        )
        const prediction = await module({ text }, { lm: offline(), adapter })
        expect(usageOf(prediction)?.calls).toBe(expected)
      }),
      { numRuns: calls, seed: 20_260_101 },
    )
  },
  120_000,
)
