import type { AggregatePlan } from '../../data-layer/data-layer.ts'
import type { Node } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { booleanType } from '../../type/boolean.ts'
import { integerType } from '../../type/integer.ts'
import type { Type } from '../../type/type.ts'
import { primaryRead } from '../action-info.ts'
import { leavesNothing } from '../conjunction.ts'
import type { ActionScope } from '../scope.ts'
import { type AnyQuery, readFilter } from './plan-read.ts'
import { assertQuery } from './query-options.ts'
import { requestRead } from './read-action.ts'

const types = { count: integerType() as Type<unknown>, exists: booleanType() as Type<unknown> }

/** An aggregate over all records that a filter leaves. */
export const aggregateOver = async (scope: ActionScope, resource: ResourceInfo, name: 'count' | 'exists', filter: Node | undefined): Promise<unknown> => {
  if (leavesNothing(filter)) return name === 'count' ? 0 : false
  const plan: AggregatePlan = { resource, aggregates: { value: { function: name, type: types[name] } }, ...(filter ? { filter } : {}) }
  return (await scope.connection.aggregate(plan)).value
}

/** How many records the actor may see, or whether there is one, through the primary read. */
export const aggregateRecords = async (scope: ActionScope, resource: ResourceInfo, name: 'count' | 'exists', query: AnyQuery): Promise<unknown> => {
  const info = primaryRead(resource)
  assertQuery(query, info.label)
  const { reading, request } = await requestRead(scope, { info, input: {}, query })
  const filter = await reading.planned(() => readFilter(reading, request))
  return aggregateOver(scope, resource, name, filter)
}
