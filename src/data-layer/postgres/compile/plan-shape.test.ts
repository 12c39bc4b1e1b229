import { describe, expect, it } from 'vitest'
import { call, refNode, valueNode } from '../../../expression/node.ts'
import { resourceInfo } from '../../../resource/resource-info.ts'
import { Resource } from '../../../resource/resource.ts'
import { t } from '../../../type/t.ts'
import type { ReadPlan } from '../../data-layer.ts'
import { PlanShape } from './plan-shape.ts'

const info = resourceInfo(
  class Thing extends Resource('Thing', {
    id: t.uuid().primaryKey(),
    name: t.string(),
    size: t.integer(),
  }) {},
)
const plan = (name: unknown, value: unknown, limit = 5): ReadPlan => ({
  resource: info,
  filter: call(
    'and',
    call('eq', refNode([], 'name'), valueNode(name)),
    call('eq', refNode([], 'size'), valueNode(value)),
  ),
  sort: [],
  select: ['id'],
  computed: {},
  loads: {},
  limit,
})
const shape = (read: ReadPlan) => new PlanShape().read(read)

describe('the shape of a plan', () => {
  it('is the same for other values of the same class, which are numbered as they are met', () => {
    const [one, other] = [shape(plan('a', 1)), shape(plan('b', 2, 9))]
    expect(one.key).toBe(other.key)
    expect(other.values).toEqual(['b', 2, 9])
  })
  it('differs where a value needs another statement', () => {
    const keys = [
      plan('a', 1),
      plan('a', 1.5),
      plan('a', null),
      plan('00000000-0000-7000-8000-000000000001', 1),
      plan(true, 1),
      plan(false, 1),
      plan(['a'], 1),
      plan(['a', null], 1),
      plan([], 1),
    ].map((each) => shape(each).key)
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('differs where two places share a value from where each has its own', () => {
    const shared = valueNode('a')
    const twice = (left: typeof shared, right: typeof shared): ReadPlan => ({
      ...plan('x', 1),
      filter: call(
        'or',
        call('eq', refNode([], 'name'), left),
        call('eq', refNode([], 'name'), right),
      ),
    })
    expect(shape(twice(shared, shared)).key).not.toBe(
      shape(twice(valueNode('a'), valueNode('b'))).key,
    )
    expect(shape(twice(shared, shared)).values).toEqual(['a', 5])
  })
  it('cannot be imitated by a name', () => {
    const named = (name: string): ReadPlan => ({
      ...plan('a', 1),
      computed: { [name]: { node: refNode([], 'name'), type: info.attributes.get('name')!.type } },
    })
    expect(shape(named('c1:x')).key).not.toBe(shape(named('c1')).key)
  })
})
