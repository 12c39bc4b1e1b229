import { groupErrors } from '../../error/error-group.ts'
import { evaluate, holds } from '../../expression/evaluate.ts'
import type { Scope } from '../../expression/scope.ts'
import type { IndexInfo, ResourceInfo } from '../../resource/info.ts'
import { canonicalJson } from '../../text/canonical-json.ts'
import {
  missingReference,
  missingValue,
  primaryIdentity,
  stillReferenced,
  takenError,
} from '../constraint-errors.ts'
import type { ForeignKey } from '../foreign-key.ts'
import { rowKey, type StoredRow, type TableKey, type Tables } from './table.ts'
import { perObject } from '../../text/lazy.ts'

/** Throws where a record lacks a value it must have. */
export const assertPresent = (info: ResourceInfo, row: StoredRow): void => {
  const missing = [...info.attributes.values()].filter(
    ({ name, nullable }) => !nullable && (row[name] ?? null) === null,
  )
  if (missing.length) throw groupErrors(missing.map(({ name }) => missingValue(name)))
}

export const primaryKeyOf = (info: ResourceInfo, row: StoredRow): string =>
  rowKey(row, info.primaryKey, false)!

/** Throws where another record has one of the identities of this one, which is not yet stored. */
export const assertUnique = (info: ResourceInfo, row: StoredRow, tables: Tables): void => {
  if (tables.of(info).get(primaryKeyOf(info, row))) throw takenError(info, primaryIdentity(info))
  for (const view of tables.views(info)) assertIdentities(info, view, row, tables)
}
const assertIdentities = (
  info: ResourceInfo,
  view: ResourceInfo,
  row: StoredRow,
  tables: Tables,
): void => {
  const table = tables.of(info)
  for (const identity of view.identities.values()) {
    const key = rowKey(row, identity.keys, identity.nullsDistinct)
    if (key !== undefined && table.find(identity.keys, key, identity.nullsDistinct).length)
      throw takenError(info, identity)
  }
  for (const index of view.indexes.values()) {
    if (!index.unique) continue
    const by = indexKey(index)
    const key = by.of(row)
    if (key !== undefined && table.findBy(by, key).length)
      throw takenError(info, { name: index.name, keys: index.fields, message: index.message })
  }
}

/** What a unique index holds apart: the values of its keys, of the records that are in it. */
const indexKey = perObject(
  ({ name, keys, where, nullsDistinct }: IndexInfo): TableKey => ({
    name: `index ${name}`,
    of: (row) => {
      const scope: Scope = { ref: (_, attribute) => row[attribute] ?? null, related: () => [] }
      if (where && !holds(where, scope)) return undefined
      const values = keys.map(({ by }) => evaluate(by, scope))
      return nullsDistinct && values.includes(null) ? undefined : canonicalJson(values)
    },
  }),
)

/** Throws where a change of a statement leaves a reference to a record that is not there. */
export const assertReferences = (
  info: ResourceInfo,
  tables: Tables,
  keys: readonly ForeignKey[],
): void => {
  const own = keys.filter(({ source }) => source.table === info.table)
  const towards = keys.filter(({ destination }) => destination.table === info.table)
  for (const { before, after } of tables.changed(info)?.changes() ?? []) {
    const dangling = after && own.find((key) => isDangling(after, key, tables))
    if (dangling) throw missingReference(dangling)
    const reference = before && towards.find((key) => isReferred(before, after, key, tables))
    if (reference) throw stillReferenced(reference)
  }
}

const isDangling = (
  row: StoredRow,
  { attribute, destination, destinationAttribute }: ForeignKey,
  tables: Tables,
): boolean => {
  const value = rowKey(row, [attribute.name])
  return (
    value !== undefined &&
    tables.of(destination).find([destinationAttribute.name], value).length === 0
  )
}
const isReferred = (
  before: StoredRow,
  after: StoredRow | undefined,
  { source, attribute, destination, destinationAttribute }: ForeignKey,
  tables: Tables,
): boolean => {
  const value = rowKey(before, [destinationAttribute.name])
  if (value === undefined || (after && rowKey(after, [destinationAttribute.name]) === value))
    return false
  return (
    tables.of(destination).find([destinationAttribute.name], value).length === 0 &&
    tables.of(source).find([attribute.name], value).length > 0
  )
}
