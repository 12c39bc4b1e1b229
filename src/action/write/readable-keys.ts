import { missingReference } from '../../data-layer/constraint-errors.ts'
import { groupErrors } from '../../error/error-group.ts'
import { call, refNode, valueNode } from '../../expression/node.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { conjunction, leavesNothing } from '../authorize/conjunction.ts'
import type { ActionScope } from '../session/scope.ts'
import { visible } from './find-record.ts'

/** The relationships whose key must name a record that the actor may read. */
const guarded = ({ relationships }: ResourceInfo): RelationshipInfo[] =>
  [...relationships.values()].filter(({ kind, readable }) => kind === 'belongsTo' && readable)

/** Whether a write of these attributes sets a key that must name a readable record. */
export const givesReadableKey = (resource: ResourceInfo, values: object): boolean =>
  guarded(resource).some(({ sourceAttribute }) => Object.hasOwn(values, sourceAttribute))

const isReadable = async (
  scope: ActionScope,
  { destination, destinationAttribute }: RelationshipInfo,
  value: unknown,
): Promise<boolean> => {
  const filter = conjunction(
    call('eq', refNode([], destinationAttribute), valueNode(value)),
    visible(scope, { resource: destination }),
  )!
  if (leavesNothing(filter)) return false
  const rows = await scope.connection.read({
    resource: destination,
    filter,
    sort: [],
    limit: 1,
    select: destination.primaryKey,
    computed: {},
    loads: {},
  })
  return rows.length > 0
}

/**
 * Refuses keys that lead to records which the actor may not read, with the error of those that lead
 * nowhere.
 */
export const assertReadableKeys = async (
  scope: ActionScope,
  resource: ResourceInfo,
  values: Readonly<Record<string, unknown>>,
): Promise<void> => {
  if (scope.system) return
  const errors = []
  for (const relationship of guarded(resource)) {
    const { sourceAttribute, destination } = relationship
    const value = Object.hasOwn(values, sourceAttribute) ? (values[sourceAttribute] ?? null) : null
    if (value !== null && !(await isReadable(scope, relationship, value)))
      errors.push(
        missingReference({ attribute: resource.attributes.get(sourceAttribute)!, destination }),
      )
  }
  if (errors.length) throw groupErrors(errors)
}
