import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { call, type Node, refNode, type SortNode, valueNode } from '../../expression/node.ts'
import { belongsTo, hasMany } from '../../resource/relationship.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import type { Type } from '../../type/type.ts'
import type { AggregatePlan, ReadPlan, UpdatePlan } from '../data-layer.ts'
import { Compilation } from './compile/compilation.ts'
import { expressionSql } from './compile/expression.ts'
import { PlanShape } from './compile/plan-shape.ts'
import { aggregateStatement, readStatement } from './compile/read.ts'
import type { Statement } from './compile/statement.ts'
import { updateStatement } from './compile/write.ts'

class Thing extends Resource('Thing', {
  id: t.integer().primaryKey(),
  n: t.integer(),
  s: t.string(),
  p: t.boolean(),
  oneId: t.integer(),
  l: t.list(t.string()),
}) {
  static relationships = {
    one: belongsTo(() => Thing),
    many: hasMany(() => Thing, { destination: 'oneId' }),
  }
}
const resource = resourceInfo(Thing)

interface Parts {
  number: Node
  condition: Node
  sort: SortNode[]
}
const shared = valueNode('shared')
const odd = [
  'a',
  ['a'],
  [['a', 1]],
  [['a'], 1],
  [],
  '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f',
  Number.POSITIVE_INFINITY,
]
const wide = {
  numbers: [
    refNode([], 'n'),
    refNode([], 'id'),
    refNode(['one'], 'n'),
    valueNode(1),
    valueNode(2.5),
    valueNode(null),
  ],
  conditions: [
    refNode([], 'p'),
    valueNode(true),
    call('eq', refNode([], 's'), shared),
    ...odd.map((each) =>
      call(Array.isArray(each) ? 'in' : 'eq', refNode([], 's'), valueNode(each)),
    ),
  ],
  functions: ['first', 'sum', 'list'],
  paths: [['many'], ['one', 'many']],
  orders: ['asc', 'desc'],
}
/** So few names that two trees are often made of the same parts, put together in another way. */
const narrow = {
  numbers: [refNode([], 'n')],
  conditions: [refNode([], 'p')],
  functions: ['first'],
  paths: [['many']],
  orders: ['asc'],
}

const partsOf = ({ numbers, conditions, functions, paths, orders }: typeof wide) =>
  fc.letrec<Parts>((tie) => {
    const [number, condition] = [
      tie('number') as fc.Arbitrary<Node>,
      tie('condition') as fc.Arbitrary<Node>,
    ]
    const key = fc.record({
      by: number,
      direction: fc.constantFrom(...orders),
      nulls: fc.constant('last'),
    }) as fc.Arbitrary<SortNode>
    const path = fc.constantFrom(...paths)
    const origin = fc.constant('trusted' as const)
    const where = fc.option(condition, { nil: undefined })
    const sort = fc.array(key, { maxLength: 2 })
    const depth = { maxDepth: 2, depthIdentifier: 'p' }
    return {
      sort,
      number: fc.oneof(
        depth,
        fc.constantFrom<Node>(...numbers),
        fc.tuple(number, number).map(([left, right]): Node => call('add', left, right)),
        fc.record({
          kind: fc.constant('aggregate'),
          function: fc.constantFrom(...functions),
          path,
          of: number,
          where,
          sort,
          origin,
        }) as fc.Arbitrary<Node>,
      ),
      condition: fc.oneof(
        depth,
        fc.constantFrom<Node>(...conditions),
        fc.array(condition, { maxLength: 3 }).map((operands): Node => call('or', ...operands)),
        fc.tuple(number, number).map(([left, right]): Node => call('lt', left, right)),
        fc.record({
          kind: fc.constant('exists'),
          path,
          where,
          origin: fc.constantFrom('trusted', 'input'),
        }) as fc.Arbitrary<Node>,
      ),
    }
  })
const any = (type: unknown) => type as Type<unknown>
const [text, number, boolean] = [t.string(), t.integer(), t.boolean()].map(({ type }) =>
  any(type),
) as [Type<unknown>, Type<unknown>, Type<unknown>]
const aggregated: fc.Arbitrary<AggregatePlan['aggregates'][string]> = fc.constantFrom(
  { function: 'count', type: number },
  { function: 'max', type: number, of: refNode([], 'n') },
  { function: 'min', type: text, of: refNode([], 's') },
  { function: 'exists', type: boolean },
)
const dictionary = <T>(names: readonly string[], values: fc.Arbitrary<T>) =>
  fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 2, noNullPrototype: true })

type Made = readonly [PlanShape, (compilation: Compilation) => Statement]
const plansOf = (words: typeof wide): fc.Arbitrary<Made> => {
  const { sort, condition: filter, number: node } = partsOf(words)
  const computed = dictionary(['a', 'b', 'c1:x'], fc.record({ node, type: fc.constant(number) }))
  const limits = {
    limit: fc.constantFrom(1, 2),
    offset: fc.constantFrom(3, 4),
    lock: fc.constant('update'),
  }
  const select = fc.subarray(['id', 'n', 's'], { minLength: 1 })
  const read = (loads: fc.Arbitrary<ReadPlan['loads']>) =>
    fc.record(
      { resource: fc.constant(resource), sort, select, computed, loads, filter, ...limits },
      { requiredKeys: ['resource', 'sort', 'select', 'computed', 'loads'] },
    ) as fc.Arbitrary<ReadPlan>
  const loads = read(fc.constant({})).map((plan): ReadPlan['loads'] => ({
    many: { relationship: resource.relationships.get('many')!, plan },
  }))
  const plain = fc
    .record({ sort, filter: fc.option(filter, { nil: undefined }) })
    .map(({ sort: by, filter: condition }): ReadPlan => {
      const bare = { resource, sort: by, select: ['id'], computed: {}, loads: {} }
      return condition ? { ...bare, filter: condition } : bare
    })
  const aggregates = fc.record(
    { resource: fc.constant(resource), filter, aggregates: dictionary(['x', 'y'], aggregated) },
    { requiredKeys: ['resource', 'aggregates'] },
  ) as fc.Arbitrary<AggregatePlan>
  const updates: fc.Arbitrary<UpdatePlan> = fc.record({
    resource: fc.constant(resource),
    filter,
    set: dictionary(['n', 'oneId'], node),
  })
  const reads = fc.oneof({ weight: 3, arbitrary: plain }, read(fc.constant({})), read(loads))
  return fc.oneof(
    {
      weight: 6,
      arbitrary: reads.map(
        (plan): Made => [
          new PlanShape().read(plan),
          (compilation) => readStatement(plan, compilation),
        ],
      ),
    },
    aggregates
      .filter((plan) => Object.keys(plan.aggregates).length > 0)
      .map(
        (plan): Made => [
          new PlanShape().aggregate(plan),
          (compilation) => aggregateStatement(plan, compilation),
        ],
      ),
    updates.map(
      (plan): Made => [
        new PlanShape().update(plan),
        (compilation) => updateStatement(plan, compilation),
      ],
    ),
  )
}

const numRuns = Number(process.env.FUZZ_CASES ?? 5000)
const seed = Number(process.env.FUZZ_SEED ?? 4711)

it.each([
  ['of many words', wide, 1],
  ['of few words', narrow, 3],
])(
  'plans %s never give two statements one key',
  { timeout: 60_000 + numRuns * 10 },
  (_, words, times) => {
    const statements = new Map<string, string>()
    const property = fc.property(plansOf(words), ([shape, compile]) => {
      const { text: sql, slots } = compile(
        new Compilation({ vector: true, references: new Set() }, shape, expressionSql),
      )
      const statement = `${sql} ${JSON.stringify(slots.map(({ at }) => at))}`
      const known = statements.get(shape.key) ?? statement
      statements.set(shape.key, known)
      expect(statement).toBe(known)
    })
    fc.assert(property, { numRuns: numRuns * times, seed, endOnFailure: true })
    expect(statements.size).toBeGreaterThan(numRuns / 20)
  },
)
