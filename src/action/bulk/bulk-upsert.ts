import type { DataRow, Upsert } from '../../data-layer/data-layer.ts'
import { AshlarError } from '../../error/ashlar-error.ts'
import { call, type Node, valueNode } from '../../expression/node.ts'
import { sameNode } from '../../expression/simplify.ts'
import { canonicalJson } from '../../text/canonical-json.ts'
import type { Permission } from '../authorize/authorize.ts'
import type { ActionScope } from '../session/scope.ts'
import type { ChangesetValue } from '../write/changeset-value.ts'
import { reachMany } from '../write/find-record.ts'
import {
  identityFilter,
  identityOf,
  leftAlone,
  upserted,
  upsertPlan,
} from '../write/store-upsert.ts'
import { announce, returned, type Written } from '../write/written.ts'
import type { RecordOutcome } from './result.ts'

/** One of the records that go into a statement. */
export interface UpsertGroup {
  readonly at: number
  readonly changeset: ChangesetValue
  readonly values: DataRow
  /** Where it may find a stored record. */
  readonly upsert?: {
    readonly plan: Upsert
    readonly update: Permission
    readonly identity: string
  }
}

const sameTrees = (left: Upsert['set'] = {}, right: Upsert['set'] = {}): boolean => {
  const names = Object.keys(left)
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => right[name] !== undefined && sameNode(left[name]!, right[name]))
  )
}
const sameFilter = (left: Node | undefined, right: Node | undefined) =>
  left === right || (left !== undefined && right !== undefined && sameNode(left, right))

/**
 * Whether two records fit into one statement. What goes with a change, such as its time, is that of
 * the first.
 */
export const fitsWith = (one: UpsertGroup, other: UpsertGroup): boolean => {
  if (Object.keys(one.values).join() !== Object.keys(other.values).join()) return false
  const [left, right] = [one.upsert?.plan, other.upsert?.plan]
  if (!left || !right) return left === right
  return (
    left.fields.join() === right.fields.join() &&
    sameTrees(left.set, right.set) &&
    sameFilter(left.filter, right.filter)
  )
}

const identityText = (
  changeset: ChangesetValue,
  values: Readonly<Record<string, unknown>>,
): string =>
  canonicalJson(identityOf(changeset.state.info).keys.map((name) => values[name] ?? null))

/**
 * What a record needs to share a statement as an upsert; undefined where its identity can be no
 * other's.
 */
export const upsertOf = (
  scope: ActionScope,
  changeset: ChangesetValue,
  update: Permission,
): UpsertGroup['upsert'] =>
  identityFilter(changeset) && {
    plan: upsertPlan(scope, changeset, update),
    update,
    identity: identityText(changeset, changeset.attributes),
  }

const anyOf = (group: readonly UpsertGroup[]): Node => {
  const [{ changeset }] = group as [UpsertGroup]
  const { keys } = identityOf(changeset.state.info)
  const [only] = keys
  const single =
    keys.length === 1 &&
    only !== undefined &&
    group.every((shared) => (shared.changeset.attributes[only] ?? null) !== null)
  if (single)
    return call(
      'in',
      { kind: 'ref', path: [], name: only, origin: 'trusted' },
      valueNode(group.map((shared) => shared.changeset.attributes[only])),
    )
  return call('or', ...group.map((shared) => identityFilter(shared.changeset)!))
}

/** One statement for a group of upserts, and one read for those that it leaves alone. */
export const upsertTogether = async (
  scope: ActionScope,
  group: readonly UpsertGroup[],
): Promise<ReadonlyMap<number, RecordOutcome>> => {
  const [first] = group as [UpsertGroup]
  const { resource } = first.changeset
  const { plan, update } = first.upsert!
  const rows = await scope.connection.create({
    resource,
    records: group.map(({ values }) => values),
    upsert: plan,
  })
  const byIdentity = new Map(rows.map((row) => [identityText(first.changeset, row), row]))
  const rest = group.filter(({ upsert }) => !byIdentity.has(upsert!.identity))
  const info = first.changeset.state.info
  const reachable = rest.length
    ? await reachMany(scope, { info, target: anyOf(rest), permission: update })
    : []
  const leftByIdentity = new Map(reachable.map((at) => [identityText(first.changeset, at.row), at]))
  const outcomes = new Map<number, RecordOutcome>()
  for (const { at, changeset, upsert } of group) {
    const row = byIdentity.get(upsert!.identity)
    const written = row
      ? upserted(changeset, plan, row)
      : leftBy(changeset, leftByIdentity.get(upsert!.identity))
    if (AshlarError.isInstance(written)) {
      outcomes.set(at, { ok: false, error: written })
      continue
    }
    await announce(scope, changeset, written)
    outcomes.set(at, { ok: true, record: returned(resource, written.row) })
  }
  return outcomes
}

const leftBy = (
  changeset: ChangesetValue,
  match: { readonly row: DataRow; readonly allowed: boolean } | undefined,
): Written | AshlarError => {
  try {
    return leftAlone(
      changeset,
      match
        ? match.allowed
          ? { at: 'record', row: match.row }
          : { at: 'forbidden' }
        : { at: 'missing' },
    )
  } catch (error) {
    if (AshlarError.isInstance(error)) return error
    throw error
  }
}
