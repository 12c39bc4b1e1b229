import { beforeAll, describe, test } from 'vitest'
import { z } from 'zod'
import { dateType, datetimeType } from '../../src/type/date.ts'
import { booleanType } from '../../src/type/boolean.ts'
import { defineType } from '../../src/type/define-type.ts'
import { floatType } from '../../src/type/float.ts'
import { integerType } from '../../src/type/integer.ts'
import { t } from '../../src/type/t.ts'
import { stringType, textType } from '../../src/type/string.ts'
import { issue, ok } from '../../src/type/type.ts'
import { uuidType } from '../../src/type/uuid.ts'
import { typeContract, type TypeContractOptions } from '../../src/testing/type-contract.ts'
import { emptyDataLayer } from '../support/data-layers.ts'
import { freshPglite } from '../support/postgres-database.ts'

// The first start takes longer than a test may.
beforeAll(async () => void (await freshPglite()))

const money = defineType<bigint>({
  name: 'string',
  storage: 'bigint',
  parse: (input) =>
    typeof input === 'bigint'
      ? ok(input)
      : typeof input === 'string' && /^-?\d{1,18}$/.test(input)
        ? ok(BigInt(input))
        : issue('money', 'must be an amount'),
  dump: (cents) => String(cents),
  toJson: (cents) => String(cents),
  load: (stored) => BigInt(stored as string | number),
  compare: (left, right) => (left < right ? -1 : left > right ? 1 : 0),
  jsonSchema: { type: 'string', pattern: '^-?\\d{1,18}$' },
})
const types: readonly TypeContractOptions<never>[] = (
  [
    {
      name: 'string',
      type: stringType({ maxLength: 6 }),
      values: ['A', 'B', 'a', 'é', '🌈'],
      refused: ['1234567', '', {}, []],
    },
    { name: 'text', type: textType(), values: ['a\nb', 'b'], refused: ['\u0000', true] },
    {
      name: 'integer',
      type: integerType({ min: -Number.MAX_SAFE_INTEGER }),
      values: [-Number.MAX_SAFE_INTEGER, -1, 0, 7, Number.MAX_SAFE_INTEGER],
      refused: [0.5, '1.5', 2 ** 60, Number.NaN],
    },
    {
      name: 'float',
      type: floatType(),
      values: [-1e300, -0.1, 0, 1e-300, 0.1 + 0.2, 1e300],
      refused: ['x', Number.POSITIVE_INFINITY],
    },
    { name: 'boolean', type: booleanType(), values: [false, true], refused: ['perhaps', 2] },
    {
      name: 'uuid',
      type: uuidType(),
      values: ['00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
      refused: ['x'],
    },
    {
      name: 'date',
      type: dateType(),
      values: ['0001-01-01', '2024-02-29', '9999-12-31'],
      refused: ['2023-02-29', new Date()],
    },
    {
      name: 'datetime',
      type: datetimeType(),
      values: [
        new Date('0001-01-01T00:00:00.000Z'),
        new Date('2026-01-31T12:00:00.123Z'),
        new Date('9999-12-31T23:59:59.999Z'),
      ],
      refused: ['2026-01-31T12:00:00'],
    },
    { name: 'oneOf', type: t.oneOf('a', 'b').type, values: ['a', 'b'], refused: ['c'] },
    {
      name: 'list',
      type: t.list(t.datetime()).type,
      values: [[], [new Date(0)], [new Date(0), new Date(1)]],
      refused: [[null], ['x']],
    },
    {
      name: 'map',
      type: t.map({ fields: { at: t.date(), note: t.string().nullable() } }).type,
      values: [
        { at: '2026-01-31', note: null },
        { at: '2026-01-31', note: 'x' },
      ],
      refused: [{}, { at: 'x' }],
    },
    { name: 'JSON', type: t.map().type, values: [{}, { a: [1, { b: null }] }], refused: [[], 'x'] },
    {
      name: 'a schema of another package',
      type: t.schema(z.object({ size: z.number().int() })).type,
      values: [{ size: 1 }, { size: 2 }],
      refused: [{ size: 0.5 }, null],
    },
    {
      name: 'a type of one’s own under a built-in name',
      type: money,
      values: [-(10n ** 17n), -1n, 0n, 9_007_199_254_740_993n, 10n ** 17n],
      refused: ['1.5', 1, {}],
    },
  ] as const satisfies readonly object[]
).map((each) => each as never)

for (const options of types) {
  typeContract({ describe, test }, options)
  typeContract(
    { describe, test },
    { ...options, name: `${options.name} on PGlite`, dataLayer: () => emptyDataLayer('pglite') },
  )
}
