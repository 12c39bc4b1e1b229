import type { DataRow } from '../../data-layer/data-layer.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type { Permission } from '../authorize/authorize.ts'
import { conjunction } from '../authorize/conjunction.ts'
import { keyFilter, keyOf } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import type { ChangesetValue } from './changeset-value.ts'
import { findOne } from './find-record.ts'
import type { Written } from './written.ts'

/** The values to insert: every attribute but those that the storage fills in. */
export const insertValues = (
  { attributes: declared }: ResourceInfo,
  attributes: Readonly<Record<string, unknown>>,
): DataRow => {
  const values: DataRow = {}
  for (const { name, generated } of declared.values()) {
    const value = attributes[name] ?? null
    if (!generated || value !== null) values[name] = value
  }
  return values
}

/** The attributes that a create gave a value. */
export const changedBy = (row: DataRow): string[] =>
  Object.keys(row).filter((name) => row[name] !== null && row[name] !== undefined)

/**
 * Whether the stored record fulfills what the policies left to be checked on it; if not, the
 * transaction ends here.
 */
export const checkStored = async (
  scope: ActionScope,
  { state: { info } }: ChangesetValue,
  row: DataRow,
  check: Permission,
): Promise<void> => {
  if (!check) return
  const match = await findOne(
    scope,
    info,
    conjunction(keyFilter(info.resource, keyOf(info.resource, row)), check),
  )
  if (!match) throw new ForbiddenError({ resource: info.resource.name, action: info.name })
}

/** Inserts the record. */
export const storeCreate = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  check: Permission,
): Promise<Written> => {
  const { resource, attributes } = changeset
  const [row] = await scope.connection.create({
    resource,
    records: [insertValues(resource, attributes)],
  })
  await checkStored(scope, changeset, row!, check)
  return { row: row!, type: 'create', changed: changedBy(row!) }
}
