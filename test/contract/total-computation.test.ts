import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { call, type Node, refNode, valueNode } from '../../src/expression/node.ts'
import { belongsTo, hasMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { resourceInfo } from '../../src/resource/resource-info.ts'
import { t } from '../../src/type/t.ts'
import type { Type } from '../../src/type/type.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import { eachDataLayer, type MakeDataLayer } from '../support/data-layers.ts'

class Pair extends Resource('Pair', {
  id: t.integer().primaryKey(),
  x: t.float().nullable(),
  y: t.float().nullable(),
  n: t.integer().nullable(),
  s: t.string().nullable(),
  ownerId: t.integer().nullable(),
}) {
  static relationships = {
    owner: belongsTo(() => Pair),
    owned: hasMany(() => Pair, { destination: 'ownerId' }),
  }
}
const pair = resourceInfo(Pair)
const float = t.float().type as unknown as Type<unknown>

const most = Number.MAX_VALUE
const extremes = [
  0,
  1,
  -1,
  0.5,
  3,
  -7,
  most,
  -most,
  most / 2,
  9e307,
  1e154,
  1.4e154,
  1e-154,
  1e300,
  -1e300,
  1e-300,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1e16,
  1.0000000000000002,
]
const number = fc.oneof(
  fc.constantFrom(...extremes),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
)
const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, 1),
)
const leaf: fc.Arbitrary<Node> = fc.oneof(
  fc.constantFrom('x', 'y', 'n').map((name) => refNode([], name)),
  fc
    .oneof(
      number,
      whole,
      fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN),
    )
    .map(valueNode),
)
const { tree } = fc.letrec<{ tree: Node }>((tie) => {
  const inner = tie('tree')
  return {
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc
        .tuple(fc.constantFrom('add', 'subtract', 'multiply', 'divide'), inner, inner)
        .map(([operator, left, right]): Node => call(operator, left, right)),
      fc
        .tuple(fc.constantFrom('negate', 'abs', 'round'), inner)
        .map(([operator, operand]): Node => call(operator, operand)),
      fc
        .tuple(inner, fc.constantFrom(-400, -308, -2, 0, 3, 320))
        .map(([operand, digits]): Node => call('round', operand, valueNode(digits))),
      fc.tuple(inner, inner).map(([left, right]): Node => call('coalesce', left, right)),
    ),
  }
})
/** Rounding through decimals, and sums in another order, may differ in the last digits. */
const close = (left: unknown, right: unknown) =>
  left === right ||
  (typeof left === 'number' &&
    typeof right === 'number' &&
    Math.abs(left / 4 - right / 4) <=
      1e-9 * Math.max(1e-300, Math.abs(left) / 4, Math.abs(right) / 4))

const numRuns = Math.ceil(Number(process.env.FUZZ_CASES ?? 3000) / 120)

const suite = (make: MakeDataLayer) => {
  it('has a number or null on every record, the same as in memory', {
    timeout: 30_000 + numRuns * 200,
  }, async () => {
    const layers = [memory(), await make([pair])] as const
    const rows = fc.array(
      fc.record({ x: fc.option(number), y: fc.option(number), n: fc.option(whole) }),
      { minLength: 10, maxLength: 10 },
    )
    const read = async (given: readonly object[], trees: readonly Node[]) =>
      Promise.all(
        layers.map(async ({ connection }) => {
          await connection.destroy({ resource: pair, filter: valueNode(true) })
          await connection.create({
            resource: pair,
            records: given.map((row, id) => ({ s: null, ownerId: id ? 0 : null, ...row, id })),
          })
          const sums = (['sum', 'avg', 'min', 'max'] as const).map(
            (name): Node => ({
              kind: 'aggregate',
              function: name,
              path: ['owned'],
              of: refNode([], name === 'avg' ? 'y' : 'x'),
              where: undefined,
              sort: [],
              origin: 'trusted',
            }),
          )
          const computed = Object.fromEntries(
            [...trees, ...sums].map((node, i) => [`c${i}`, { node, type: float }]),
          )
          return connection.read({
            resource: pair,
            select: ['id'],
            sort: [{ by: refNode([], 'id'), direction: 'asc', nulls: 'last' }],
            computed,
            loads: {},
          })
        }),
      )
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(
          tree.map((node): Node => call('negate', node)),
          { minLength: 20, maxLength: 20 },
        ),
        async (given, trees) => {
          const [expected, actual] = await read(given, trees)
          for (const [i, row] of expected!.entries())
            for (const name of Object.keys(row)) {
              expect(row[name] === null || Number.isFinite(row[name])).toBe(true)
              if (!close(row[name], actual![i]![name]))
                expect({
                  row: given[i],
                  tree: trees[Number(name.slice(1))],
                  value: actual![i]![name],
                }).toEqual({
                  row: given[i],
                  tree: trees[Number(name.slice(1))],
                  value: row[name],
                })
            }
        },
      ),
      { numRuns, endOnFailure: true, seed: Number(process.env.FUZZ_SEED ?? 4711) },
    )
    await layers[1].close()
  })
}

eachDataLayer('a computation', suite, ['pglite', 'postgres'])

eachDataLayer('a write', (make) => {
  it('refuses a number that its field cannot hold, and changes nothing', async () => {
    const layer = await make([pair])
    const { connection } = layer
    await connection.create({
      resource: pair,
      records: [{ id: 1, x: 1e300, y: 1, n: Number.MAX_SAFE_INTEGER, s: null, ownerId: null }],
    })
    const square = (name: string) => call('multiply', refNode([], name), refNode([], name))
    for (const set of [
      { x: square('x') },
      { n: square('n') },
      { x: call('multiply', square('x'), valueNode(-1)) },
    ]) {
      await expect(
        connection.update({ resource: pair, filter: valueNode(true), set }),
      ).rejects.toMatchObject({ code: 'number_out_of_range' })
      // A record that the filter leaves out raises nothing.
      expect(
        await connection.update({
          resource: pair,
          filter: call('eq', refNode([], 'id'), valueNode(2)),
          set,
        }),
      ).toEqual([])
    }
    const [stored] = await connection.read({
      resource: pair,
      select: ['id', 'x', 'n'],
      sort: [],
      computed: {},
      loads: {},
    })
    expect(stored).toEqual({ id: 1, x: 1e300, n: Number.MAX_SAFE_INTEGER })
    await layer.close()
  })
})
