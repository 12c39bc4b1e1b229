import type { ActionInfo } from '../../action/action-info.ts'
import { sortableFields } from './public-fields.ts'

/**
 * Whether the order an action has of itself is made of public fields only. A cursor holds the values of the sort keys, and a forged one compares with
 * them: where the order is private, or made while the action runs, cursors are neither given nor taken unless the caller sorts.
 */
export const isOrderPublic = ({ definition: { sort = [], prepare = [] }, resource }: ActionInfo): boolean => {
  const names = new Set(sortableFields(resource).map(({ name }) => name))
  return prepare.length === 0 && (sort as readonly unknown[]).every((key) => typeof key === 'string' && names.has(key.replace(/^-/, '')))
}
