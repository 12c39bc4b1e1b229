import { create, read } from '../action/contract/action.ts'
import { app } from '../app/open-app.ts'
import type { DataLayer } from '../data-layer/data-layer.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { eq } from '../expression/operators.ts'
import { Resource } from '../resource/resource.ts'
import { shown } from '../text/shown.ts'
import { field } from '../type/field.ts'
import { t } from '../type/t.ts'
import type { Result, Type } from '../type/type.ts'
import {
  declareContract,
  type Skip,
  type Tests,
  type TestRunner,
  type TitleOf,
} from './contract.ts'
import { expect } from './expect.ts'

interface TypeFixture {
  readonly type: Type<unknown>
  /** Different from one another; in ascending order, if the type has one. */
  readonly values: readonly unknown[]
  readonly refused: readonly unknown[]
  readonly layer: () => Promise<DataLayer> | DataLayer
}

const valueOf = (result: Result<unknown>): unknown => {
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join(', and '))
  return result.value
}
const same = (type: Type<unknown>, left: unknown, right: unknown) =>
  expect(`${shown(left)} ${type.equal(left, right) ? 'is' : 'is not'} ${shown(right)}`).toBe(
    `${shown(left)} is ${shown(right)}`,
  )
const foreign = [
  undefined,
  true,
  0,
  '',
  '\u0000',
  Number.NaN,
  1n,
  [],
  {},
  [[]],
  new Date(Number.NaN),
  () => 1,
]

const values = {
  'cast takes a value as it is': ({ type, values: samples }) => {
    for (const value of samples) same(type, valueOf(type.cast(value)), value)
  },
  'cast takes what toJson makes of a value, and toJson makes JSON': ({ type, values: samples }) => {
    for (const value of samples) {
      const json = type.toJson(value)
      expect(JSON.parse(JSON.stringify(json))).toEqual(json)
      same(type, valueOf(type.cast(json)), value)
    }
  },
  'load takes what dump makes of a value, and what toJson makes of it': ({
    type,
    values: samples,
  }) => {
    for (const value of samples) {
      same(type, type.load(type.dump(value)), value)
      same(type, type.load(type.toJson(value)), value)
    }
  },
  'equal holds for a value and itself, and for no two values': ({ type, values: samples }) => {
    for (const [at, value] of samples.entries())
      for (const [to, other] of samples.entries()) expect(type.equal(value, other)).toBe(at === to)
  },
  'compare orders the values as they are given, if the type has an order': ({
    type,
    values: samples,
  }) => {
    for (const [at, value] of samples.entries())
      for (const [to, other] of samples.entries())
        if (type.compare) expect(Math.sign(type.compare(value, other))).toBe(Math.sign(at - to))
  },
} satisfies Tests<TypeFixture>

const refusals = {
  'cast refuses with issues that read on from the name of a field, and never throws': ({
    type,
    refused,
  }) => {
    for (const input of [...foreign, ...refused]) {
      const result = type.cast(input)
      if (result.ok) continue
      expect(result.issues.length).toBeGreaterThan(0)
      for (const { code, message } of result.issues) {
        expect(code).toMatch(/^[a-z0-9_]+$/)
        expect(message).toMatch(/^\S/)
      }
    }
  },
  'cast refuses what it must': ({ type, refused }) => {
    for (const input of refused) expect(type.cast(input).ok).toBe(false)
  },
} satisfies Tests<TypeFixture>

const descriptions = {
  'has a description, and a JSON Schema that is JSON': ({ type }) => {
    expect(type.description.length).toBeGreaterThan(0)
    expect(JSON.parse(JSON.stringify(type.jsonSchema))).toEqual(type.jsonSchema)
  },
} satisfies Tests<TypeFixture>

const storage = {
  'a stored value is read, found and sorted by': async ({ type, values: samples, layer }) => {
    class Item extends Resource('ContractItem', {
      id: t.integer().primaryKey(),
      value: field(type).public(),
    }) {
      static actions = { add: create(Item, { accept: ['id', 'value'] }), list: read(Item) }
    }
    const opened = await app<{ actor: never }>().open({
      resources: [Item],
      dataLayer: await layer(),
    })
    try {
      const session = opened.session(null)
      for (const [id, value] of [...samples.entries()].toReversed())
        same(type, (await session.run(Item.actions.add, { id, value })).value, value)
      const records = await session.query(Item, { sort: [type.compare ? 'value' : 'id'] })
      expect(records.map(({ id }) => id)).toEqual([...samples.keys()])
      for (const { id, value } of records) same(type, value, samples[id])
      if (!type.compare) return
      for (const [id, value] of samples.entries()) {
        const matches = await session.query(Item, {
          filter: (item) => eq(item.value, value as never),
        })
        expect(matches.map((item) => item.id)).toEqual([id])
      }
    } finally {
      await opened.close()
    }
  },
} satisfies Tests<TypeFixture>

const groups = { values, refusals, descriptions, storage }

export interface TypeContractOptions<T> {
  /** Which type it is, for the titles. */
  readonly name: string
  readonly type: Type<T>
  /**
   * Some values that differ from one another, the type's extremes among them; in ascending order,
   * if the type has one.
   */
  readonly values: readonly T[]
  /** What the type must not take. */
  readonly refused?: readonly unknown[]
  /** An empty data layer that is not open yet. Default `memory()`. */
  readonly dataLayer?: () => Promise<DataLayer> | DataLayer
  readonly skip?: readonly Skip<TitleOf<typeof groups>>[]
}

/** What every field type does, in itself and in a storage. */
export const typeContract = <T>(
  runner: TestRunner,
  { name, type, values: samples, refused = [], dataLayer = memory, skip }: TypeContractOptions<T>,
): void =>
  declareContract<TypeFixture, typeof groups>(runner, {
    name,
    groups,
    skip,
    using: (body) =>
      body({ type: type as Type<unknown>, values: samples, refused, layer: () => dataLayer() }),
  })
