import type { DataRow, ReadPlan } from '../../data-layer/data-layer.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type { Notification } from '../contract/notification.ts'
import { type AnyLoad, defaultSelect, selectionOf } from '../read/plan-loads.ts'
import { Reading } from '../read/reading.ts'
import { type Key, keyFilter, keyOf, toRecord } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import type { ChangesetValue } from './changeset-value.ts'
import { perObject } from '../../text/lazy.ts'

/** What a write did. */
export interface Written {
  /** All attributes. */
  readonly row: DataRow
  /** undefined where there was nothing to change. */
  readonly type: Notification['type'] | undefined
  readonly changed: readonly string[]
}

/**
 * The read that loads what was asked for beyond a written record's attributes. Planned before the
 * write, so that what may not be read stops it.
 */
export const loadAfterwards = async (
  scope: ActionScope,
  resource: ResourceInfo,
  load: AnyLoad | undefined,
  values: Readonly<Record<string, unknown>>,
): Promise<((key: Key) => ReadPlan) | undefined> => {
  if (!load || Object.keys(load).length === 0) return undefined
  const reading = new Reading(scope, values)
  const selection = await reading.planned(() => selectionOf(reading, resource, load))
  return (key) => ({ resource, sort: [], filter: keyFilter(resource, key), ...selection })
}

const hidesSome = perObject(
  (info: ResourceInfo): boolean => defaultSelect(info).length < info.attributes.size,
)

/** The record as the caller gets it: attributes that are not read by default are left out. */
export const returned = (info: ResourceInfo, row: DataRow): object =>
  hidesSome(info)
    ? toRecord(info, Object.fromEntries(defaultSelect(info).map((name) => [name, row[name]])))
    : toRecord(info, row)

/** Puts what was loaded onto the record. */
export const loadOnto = async (
  scope: ActionScope,
  info: ResourceInfo,
  record: object,
  plan: ((key: Key) => ReadPlan) | undefined,
): Promise<object> => {
  if (!plan) return record
  const loadPlan = plan(keyOf(info, record as DataRow))
  const [row] = await scope.connection.read(loadPlan)
  return row ? toRecord(info, { ...record, ...row }, loadPlan.loads) : record
}

/**
 * Says what was done: to the notifiers inside the transaction now, to the others after the commit.
 */
export const announce = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  { row, type, changed }: Written,
): Promise<void> => {
  const { notifiers } = scope.runtime
  if (!type || notifiers.length === 0) return
  const { actor, system, tenant, context, connection } = scope
  const { info } = changeset.state
  const notification: Notification = Object.freeze({
    resource: info.resource,
    action: info.action,
    actionName: info.name,
    type,
    record: toRecord(info.resource, row) as DataRow,
    changed,
    actor,
    system,
    tenant,
    context,
  })
  for (const notifier of notifiers) await notifier.withinTransaction?.(notification, connection)
  scope.outbox?.add(notification)
}
