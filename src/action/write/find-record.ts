import type { DataRow, ReadPlan } from '../../data-layer/data-layer.ts'
import type { AshlarError } from '../../error/ashlar-error.ts'
import { groupErrors } from '../../error/error-group.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { NotFoundError, StaleRecordError } from '../../error/not-found.ts'
import type { Node } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { booleanType } from '../../type/boolean.ts'
import type { Type } from '../../type/type.ts'
import { authorizeRead, type Permission } from '../authorize/authorize.ts'
import { alwaysFalse, conjunction, leavesNothing } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import { type Key, keyFilter } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import type { Requirement } from './changeset-value.ts'

/**
 * The record that a filter leaves, if any, with all attributes; locked where it is to be changed.
 */
export const findOne = async (
  scope: ActionScope,
  { resource }: ActionInfo,
  filter: Node | undefined,
  lock?: 'update',
): Promise<DataRow | undefined> => {
  if (leavesNothing(filter)) return undefined
  const select = [...resource.attributes.keys()]
  const [row] = await scope.connection.read({
    resource,
    ...(filter ? { filter } : {}),
    sort: [],
    limit: 1,
    select,
    computed: {},
    loads: {},
    ...(lock ? { lock } : {}),
  })
  return row
}

/**
 * What the actor's read policies leave, as a condition; a refusal to read at all is one that leaves
 * nothing. No write finds a record that is hidden.
 */
export const visible = (
  scope: ActionScope,
  { resource }: Pick<ActionInfo, 'resource'>,
): Node | undefined => {
  try {
    return authorizeRead(scope, resource)
  } catch (error) {
    if (ForbiddenError.isInstance(error)) return alwaysFalse
    throw error
  }
}

/** The record that a write is about, and what it must fulfill beyond being visible. */
export interface Aim {
  readonly info: ActionInfo
  /** Which record: its key, or an identity. */
  readonly target: Node
  readonly permission: Permission
  /** What the action asks of the stored record. */
  readonly where?: Node | undefined
  /** What else the write asks of it, each with an error of its own. */
  readonly requirements?: readonly Requirement[]
}
/** How far a write gets with the record it is about. */
export type RecordReach =
  | { readonly at: 'missing' | 'forbidden' | 'stale' }
  | { readonly at: 'refused'; readonly errors: readonly AshlarError[] }
  /** All attributes. */
  | { readonly at: 'record'; readonly row: DataRow }

const [allowed, applies] = [' allowed', ' applies']
const boolean = booleanType() as Type<unknown>

/** Columns that tell which requirements a record fulfills. */
export const requirementColumns = (requirements: readonly Requirement[]): ReadPlan['computed'] =>
  Object.fromEntries(
    requirements.map(({ node }, i) => [`${applies} ${i}`, { node, type: boolean }]),
  )
/** The errors of the requirements that a record with these columns does not fulfill. */
export const unfulfilled = (requirements: readonly Requirement[], row: DataRow): AshlarError[] =>
  requirements.filter((_, i) => row[`${applies} ${i}`] !== true).map(({ error }) => error)

const ownOf = ({ attributes }: ResourceInfo, row: DataRow): DataRow =>
  Object.fromEntries([...attributes.keys()].map((name) => [name, row[name]]))

/**
 * Looks at the record in one select, in the order in which a caller may learn of it: hidden is
 * missing; then whether it may be changed; then whether the action applies to it.
 */
export const reach = async (
  scope: ActionScope,
  { info, target, permission, where, requirements = [] }: Aim,
): Promise<RecordReach> => {
  const { resource } = info
  const filter = conjunction(target, visible(scope, info))
  if (leavesNothing(filter)) return { at: 'missing' }
  const [row] = await scope.connection.read({
    resource,
    ...(filter ? { filter } : {}),
    sort: [],
    limit: 1,
    select: [...resource.attributes.keys()],
    computed: {
      ...(permission ? { [allowed]: { node: permission, type: boolean } } : {}),
      ...(where ? { [applies]: { node: where, type: boolean } } : {}),
      ...requirementColumns(requirements),
    },
    loads: {},
  })
  if (!row) return { at: 'missing' }
  if (permission && row[allowed] !== true) return { at: 'forbidden' }
  if (where && row[applies] !== true) return { at: 'stale' }
  const errors = unfulfilled(requirements, row)
  return errors.length ? { at: 'refused', errors } : { at: 'record', row: ownOf(resource, row) }
}

/** All visible records that are named, each with whether it may be changed. */
export const reachMany = async (
  scope: ActionScope,
  { info, target, permission }: Aim,
): Promise<{ readonly row: DataRow; readonly allowed: boolean }[]> => {
  const { resource } = info
  const filter = conjunction(target, visible(scope, info))!
  if (leavesNothing(filter)) return []
  const rows = await scope.connection.read({
    resource,
    filter,
    sort: [],
    select: [...resource.attributes.keys()],
    computed: permission ? { [allowed]: { node: permission, type: boolean } } : {},
    loads: {},
  })
  return rows.map(({ [allowed]: may, ...row }) => ({ row, allowed: !permission || may === true }))
}

/**
 * The record that a key names, or why a write does not get to it: hidden or missing, forbidden, or
 * not what the action applies to.
 */
export const reachByKey = async (
  scope: ActionScope,
  info: ActionInfo,
  key: Key,
  aim: Pick<Aim, 'permission' | 'where' | 'requirements'>,
): Promise<DataRow> => {
  const { resource } = info
  const match = await reach(scope, { info, target: keyFilter(resource, key), ...aim })
  switch (match.at) {
    case 'missing':
      throw new NotFoundError({ resource: resource.name, key })
    case 'forbidden':
      throw new ForbiddenError({ resource: resource.name, action: info.name })
    case 'stale':
      throw new StaleRecordError({ resource: resource.name, key })
    case 'refused':
      throw groupErrors(match.errors)
    case 'record':
      return match.row
    default:
      return match satisfies never
  }
}
