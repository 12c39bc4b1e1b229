import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { afterKeyset, reversed } from '../../src/action/page/keyset-filter.ts'
import type { DataLayer, DataRow } from '../../src/data-layer/data-layer.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import { call, type Node, refNode, type SortNode, valueNode } from '../../src/expression/node.ts'
import { belongsTo, hasMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { resourceInfo } from '../../src/resource/resource-info.ts'
import { t } from '../../src/type/t.ts'
import type { Type } from '../../src/type/type.ts'
import {
  arbitraryExpression,
  type ArbitraryRecord,
  arbitraryRecord,
} from '../support/arbitrary-expression.ts'
import { type DataLayerName, emptyDataLayer } from '../support/data-layers.ts'

const raw = { trim: false, allowEmpty: true } as const
/** The fields of arbitrary expressions as a table; `one` and `many` as its relationships. */
class Thing extends Resource('Thing', {
  id: t.integer().primaryKey(),
  n: t.integer().nullable(),
  m: t.float().nullable(),
  s: t.string(raw).nullable(),
  u: t.string(raw).nullable(),
  d: t.datetime().nullable(),
  l: t.list(t.string(raw)).nullable(),
  p: t.boolean().nullable(),
  q: t.boolean().nullable(),
  day: t.date().nullable(),
  key: t.uuid().nullable(),
  oneId: t.integer().nullable(),
  ownerId: t.integer().nullable(),
}) {
  static relationships = {
    one: belongsTo(() => Thing),
    many: hasMany(() => Thing, { destination: 'ownerId' }),
  }
}
const thing = resourceInfo(Thing)

const rowsOf = (records: readonly ArbitraryRecord[]): DataRow[] => {
  const rows: DataRow[] = []
  const add = ({ fields, one, many }: ArbitraryRecord, ownerId: number | null): number => {
    const row: DataRow = { ...fields, oneId: null, ownerId, id: 0 }
    rows.push(row)
    row.id = rows.length
    row.oneId = one ? add(one, null) : null
    for (const next of many) add(next, row.id as number)
    return row.id as number
  }
  for (const record of records) add(record, null)
  return rows
}

const types = {
  boolean: t.boolean().type,
  number: t.float().type,
  text: t.string(raw).type,
  time: t.datetime().type,
  list: t.list(t.string(raw)).type,
} as Record<string, unknown> as Record<Kind, Type<unknown>>
type Kind = 'boolean' | 'number' | 'text' | 'time' | 'list'
const kinds = ['boolean', 'number', 'text', 'time', 'list'] as const
const clockless = (node: Node): boolean => !JSON.stringify(node).includes('"now"')

/** A float may differ in its last digits: sums are added in another order. */
const close = (left: unknown, right: unknown): boolean =>
  left === right ||
  (typeof left === 'number' &&
    typeof right === 'number' &&
    Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right)))
const agree = (left: unknown, right: unknown): boolean =>
  typeof left === 'number' ? close(left, right) : JSON.stringify(left) === JSON.stringify(right)

const outcome = async (work: Promise<DataRow[]>): Promise<DataRow[] | string> =>
  work.catch(
    (error: { readonly code?: string; readonly cause?: unknown }) =>
      `${error.code}${error.code === 'unknown_error' ? `: ${String(error.cause)}` : ''}`,
  )

const compare = (
  layers: readonly [DataLayer, DataLayer],
  records: readonly ArbitraryRecord[],
  work: (layer: DataLayer) => Promise<DataRow[]>,
) => compareRows(layers, rowsOf(records), work)

const compareRows = async (
  layers: readonly [DataLayer, DataLayer],
  rows: readonly DataRow[],
  work: (layer: DataLayer) => Promise<DataRow[]>,
) => {
  const results = await Promise.all(
    layers.map(async (layer) => {
      await layer.connection.destroy({ resource: thing, filter: valueNode(true) })
      await layer.connection.create({ resource: thing, records: rows })
      return outcome(work(layer))
    }),
  )
  const [expected, actual] = results as [DataRow[] | string, DataRow[] | string]
  if (typeof expected === 'string' || typeof actual === 'string')
    return expect(actual).toEqual(expected)
  expect(actual.length).toBe(expected.length)
  for (const [i, row] of expected.entries())
    for (const name of Object.keys(row))
      if (!agree(row[name], actual[i]![name]))
        expect({ id: row.id, [name]: actual[i]![name] }).toEqual({ id: row.id, [name]: row[name] })
}

const plan = (
  computed: Readonly<Record<string, Node>>,
  filter: Node | undefined,
  sort: readonly SortNode[],
  kind: Kind,
) => ({
  resource: thing,
  ...(filter ? { filter } : {}),
  sort: [...sort, { by: refNode([], 'id'), direction: 'asc', nulls: 'last' } as const],
  select: ['id'],
  computed: Object.fromEntries(
    Object.entries(computed).map(([name, node]) => [name, { node, type: types[kind] }]),
  ),
  loads: {},
})

const sortNodes = (by: fc.Arbitrary<Node>): fc.Arbitrary<SortNode[]> =>
  fc.array(
    fc.record({
      by,
      direction: fc.constantFrom('asc', 'desc'),
      nulls: fc.constantFrom('first', 'last'),
    }),
    { minLength: 1, maxLength: 3 },
  )
const records = fc.array(arbitraryRecord, { minLength: 1, maxLength: 4 })
const numRuns = Number(process.env.DIFFERENTIAL_RUNS ?? 40)
const timeout = 30_000 + numRuns * 1000

const suite = (engine: DataLayerName) => {
  let layers: readonly [DataLayer, DataLayer]
  beforeAll(async () => {
    layers = [memory(), await emptyDataLayer(engine)]
    for (const layer of layers) await layer.open([thing])
  })
  afterAll(async () => layers[1].close())

  for (const kind of kinds) {
    it(`gives ${kind} expressions the value they have in memory`, { timeout }, async () => {
      const nodes = fc.array(arbitraryExpression[kind].filter(clockless), {
        minLength: 1,
        maxLength: 6,
      })
      await fc.assert(
        fc.asyncProperty(records, nodes, (rows, trees) =>
          compare(layers, rows, (layer) =>
            layer.connection.read(
              plan(
                Object.fromEntries(trees.map((node, i) => [`c${i}`, node])),
                undefined,
                [],
                kind,
              ),
            ),
          ),
        ),
        { numRuns, ...seeded },
      )
    })
  }
  it('compares days, uuids and text with each other as in memory, whatever they hold', {
    timeout,
  }, async () => {
    const uuids = [
      '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f',
      '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e10',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ]
    const days = ['0001-01-01', '1999-12-31', '2024-02-29', '9999-12-31']
    const odd = [
      '',
      '2023-02-29',
      '2024-2-29',
      uuids[0]!.toUpperCase(),
      'zz',
      '\u{1F600}',
      '\uFFFD',
      "'",
    ]
    const row = fc.record({
      key: fc.option(fc.constantFrom(...uuids)),
      day: fc.option(fc.constantFrom(...days)),
      s: fc.option(fc.constantFrom(...uuids, ...days, ...odd)),
    })
    const side = fc.oneof(
      fc.constantFrom('key', 'day', 's').map((name) => refNode([], name)),
      fc.constantFrom(...uuids, ...days, ...odd, null).map(valueNode),
    )
    const several = fc
      .array(fc.constantFrom(...uuids, ...days, ...odd, null), { maxLength: 4 })
      .map(valueNode)
    const test = fc.oneof(
      fc
        .tuple(
          fc.constantFrom(
            'eq',
            'ne',
            'lt',
            'lte',
            'gt',
            'gte',
            'isDistinctFrom',
            'contains',
            'startsWith',
            'endsWith',
          ),
          side,
          side,
        )
        .map(([operator, left, right]): Node => call(operator, left, right)),
      fc.tuple(side, several).map(([left, right]): Node => call('in', left, right)),
      fc
        .tuple(side, side, side)
        .map(([one, two, three]): Node => call('eq', call('coalesce', one, two), three)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.array(test, { minLength: 1, maxLength: 8 }),
        (rows, trees) => {
          const stored = rows.map((each, i) => ({
            ...Object.fromEntries([...thing.attributes.keys()].map((name) => [name, null])),
            ...each,
            id: i + 1,
          }))
          return compareRows(layers, stored, (layer) =>
            layer.connection.read(
              plan(
                Object.fromEntries(trees.map((node, i) => [`c${i}`, node])),
                undefined,
                [],
                'boolean',
              ),
            ),
          )
        },
      ),
      { numRuns, ...seeded },
    )
  })
  it('keeps the rows that a condition keeps in memory', { timeout }, async () => {
    const condition = arbitraryExpression.boolean.filter(clockless)
    await fc.assert(
      fc.asyncProperty(records, condition, (rows, filter) =>
        compare(layers, rows, (layer) => layer.connection.read(plan({}, filter, [], 'boolean'))),
      ),
      { numRuns, ...seeded },
    )
  })
  it('sorts as in memory', { timeout }, async () => {
    const by = fc
      .oneof(
        arbitraryExpression.number,
        arbitraryExpression.text,
        arbitraryExpression.boolean,
        arbitraryExpression.time,
      )
      .filter(clockless)
    await fc.assert(
      fc.asyncProperty(records, sortNodes(by), (rows, sort) =>
        compare(layers, rows, (layer) =>
          layer.connection.read(plan({}, undefined, sort, 'boolean')),
        ),
      ),
      { numRuns, ...seeded },
    )
  })
  it('goes on after every record of an order, in both directions, with the records that are there', {
    timeout,
  }, async () => {
    const key = fc.constantFrom('number', 'text', 'boolean', 'time').chain((kind) =>
      fc.record({
        kind: fc.constant(kind),
        by: arbitraryExpression[kind].filter(clockless),
        direction: fc.constantFrom('asc', 'desc'),
        nulls: fc.constantFrom('first', 'last'),
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.array(key, { minLength: 1, maxLength: 3 }),
        async (given, keys) => {
          const sort: SortNode[] = [
            ...keys,
            { by: refNode([], 'id'), direction: 'asc', nulls: 'last' },
          ]
          const computed = Object.fromEntries(
            keys.map(({ kind, by }, i) => [`c${i}`, { node: by, type: types[kind] }]),
          )
          for (const layer of layers) {
            await layer.connection.destroy({ resource: thing, filter: valueNode(true) })
            await layer.connection.create({ resource: thing, records: rowsOf(given) })
            const read = (order: readonly SortNode[], filter?: Node) =>
              layer.connection.read({
                resource: thing,
                sort: order,
                select: ['id'],
                computed,
                loads: {},
                ...(filter ? { filter } : {}),
              })
            const ids = async (order: readonly SortNode[], filter: Node) =>
              (await read(order, filter)).map(({ id }) => id)
            const all = await read(sort)
            for (const [i, row] of all.entries()) {
              const place = [...keys.map((_, k) => row[`c${k}`]), row.id]
              expect(await ids(sort, afterKeyset(thing, sort, place))).toEqual(
                all.slice(i + 1).map(({ id }) => id),
              )
              expect(await ids(reversed(sort), afterKeyset(thing, reversed(sort), place))).toEqual(
                all
                  .slice(0, i)
                  .map(({ id }) => id)
                  .toReversed(),
              )
            }
          }
        },
      ),
      { numRuns, ...seeded },
    )
  })
  it('updates and destroys what memory does', { timeout }, async () => {
    const [condition, text, number] = [
      arbitraryExpression.boolean.filter(clockless),
      arbitraryExpression.text.filter(clockless),
      arbitraryExpression.number.filter(clockless),
    ]
    const change = async (layer: DataLayer, filter: Node, s: Node, m: Node) => {
      const changed = await layer.connection.update({ resource: thing, filter, set: { s, m } })
      const gone = await layer.connection.destroy({
        resource: thing,
        filter: call('and', filter, call('isNull', refNode([], 'ownerId')), valueNode(false)),
      })
      return [...changed, ...gone].toSorted(
        (left, right) => (left.id as number) - (right.id as number),
      )
    }
    await fc.assert(
      fc.asyncProperty(records, condition, text, number, (rows, filter, s, m) =>
        compare(layers, rows, (layer) => change(layer, filter, s, m)),
      ),
      { numRuns, ...seeded },
    )
  })
}
const seeded = process.env.DIFFERENTIAL_SEED
  ? { seed: Number(process.env.DIFFERENTIAL_SEED) }
  : { seed: 4711 }

describe.each(['pglite', 'postgres'] as const)('%s', (engine) => {
  suite(engine)
})
