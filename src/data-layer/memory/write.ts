import { equalValues } from '../../expression/compare.ts'
import type { Node } from '../../expression/node.ts'
import type { AttributeInfo, ResourceInfo } from '../../resource/info.ts'
import { storedForm } from '../../type/stored-form.ts'
import { primaryIdentity, takenError } from '../constraint-errors.ts'
import {
  type CreatePlan,
  type DataRow,
  type DestroyPlan,
  inserted,
  type UpdatePlan,
  type Upsert,
} from '../data-layer.ts'
import { computable, storable } from '../storable.ts'
import { assertPresent, assertUnique, primaryKeyOf } from './constraints.ts'
import type { Generated } from './generated.ts'
import { matchingRows, wholeRecord } from './read.ts'
import { type Moment, RecordScope } from './record-scope.ts'
import { copyOf, rowKey, type StoredRow } from './table.ts'

/**
 * Each writes into the moment's tables, which are the statement's own: they are thrown away where
 * it fails.
 */
export const createRows = (
  { resource, records, upsert }: CreatePlan,
  moment: Moment,
  generated: Generated,
): DataRow[] => {
  const touched = new Set<string>()
  return records.flatMap((record) => {
    const row = newRow(resource, record, moment, generated)
    const stored = upsert && conflicting(resource, upsert.identity, row, moment)
    assertPresent(resource, row)
    if (!stored)
      return [
        {
          ...wholeRecord(resource, add(resource, row, moment, touched)),
          ...(upsert ? { [inserted]: true } : {}),
        },
      ]
    if (touched.has(primaryKeyOf(resource, stored)))
      throw takenError(resource, identityOf(resource, upsert.identity))
    const changed = upserted(resource, upsert, stored, row, moment)
    if (!changed) return []
    assertPresent(resource, changed)
    replace(resource, [[stored, changed]], moment)
    touched.add(primaryKeyOf(resource, changed))
    return [{ ...wholeRecord(resource, changed), [inserted]: false }]
  })
}

/** What an upsert makes of a stored record; undefined where it leaves it alone. */
const upserted = (
  resource: ResourceInfo,
  upsert: Upsert,
  stored: StoredRow,
  row: StoredRow,
  moment: Moment,
): StoredRow | undefined => {
  const { fields, set = {}, touch = {}, filter, unlessSame } = upsert
  const scope = new RecordScope(resource, stored, moment)
  if (filter && !scope.holds(filter)) return undefined
  const values = Object.fromEntries(fields.map((name) => [name, row[name] ?? null]))
  const changed = { ...values, ...assigned(resource, set, scope) }
  const same = (name: string) => equalValues(stored[name] ?? null, changed[name] ?? null)
  if (unlessSame && Object.keys(changed).every(same)) return undefined
  return Object.freeze({ ...stored, ...changed, ...assigned(resource, touch, scope) })
}

const assigned = (resource: ResourceInfo, set: UpdatePlan['set'], scope: RecordScope) =>
  Object.fromEntries(
    Object.entries(set).map(([name, node]) => [
      name,
      newValue(resource.attributes.get(name)!, node, scope),
    ]),
  )

const newRow = (
  info: ResourceInfo,
  record: Readonly<Record<string, unknown>>,
  { now }: Moment,
  generated: Generated,
): StoredRow =>
  Object.freeze(
    Object.fromEntries(
      [...info.attributes.values()].map((attribute) => {
        const { name } = attribute
        const hasValue = name in record && !(attribute.generated && record[name] === undefined)
        return [
          name,
          hasValue
            ? storable(attribute, copyOf(storedForm(attribute.type, record[name])))
            : attribute.generated
              ? generated.next(info, attribute, now())
              : null,
        ]
      }),
    ),
  )

const add = (
  info: ResourceInfo,
  row: StoredRow,
  { tables }: Moment,
  touched: Set<string>,
): StoredRow => {
  assertUnique(info, row, tables)
  const key = primaryKeyOf(info, row)
  tables.of(info).set(key, row)
  touched.add(key)
  return row
}

const identityOf = (info: ResourceInfo, keys: readonly string[]) =>
  [...info.identities.values()].find(
    (identity) =>
      identity.keys.length === keys.length && identity.keys.every((key) => keys.includes(key)),
  ) ?? primaryIdentity(info)

const conflicting = (
  info: ResourceInfo,
  keys: readonly string[],
  row: StoredRow,
  { tables }: Moment,
): StoredRow | undefined => {
  const { nullsDistinct } = identityOf(info, keys)
  const key = rowKey(row, keys, nullsDistinct)
  return key === undefined ? undefined : tables.of(info).find(keys, key, nullsDistinct)[0]
}

export const updateRows = ({ resource, filter, set }: UpdatePlan, moment: Moment): DataRow[] => {
  const changes = matchingRows(resource, filter, moment).map((scope) => {
    return [scope.row, Object.freeze({ ...scope.row, ...assigned(resource, set, scope) })] as const
  })
  for (const [, after] of changes) assertPresent(resource, after)
  replace(resource, changes, moment)
  return changes.map(([, after]) => wholeRecord(resource, after))
}

const newValue = (attribute: AttributeInfo, node: Node, scope: RecordScope): unknown =>
  computable(
    attribute,
    copyOf(node.kind === 'value' ? storedForm(attribute.type, node.value) : scope.evaluate(node)),
    node,
  )

/**
 * Takes all the old rows out before the new ones go in, so that records may exchange unique values.
 */
const replace = (
  info: ResourceInfo,
  changes: readonly (readonly [StoredRow, StoredRow])[],
  { tables }: Moment,
): void => {
  const table = tables.of(info)
  for (const [before] of changes) table.set(primaryKeyOf(info, before), null)
  for (const [, after] of changes) {
    assertUnique(info, after, tables)
    table.set(primaryKeyOf(info, after), after)
  }
}

export const destroyRows = ({ resource, filter }: DestroyPlan, moment: Moment): DataRow[] => {
  const rows = matchingRows(resource, filter, moment).map(({ row }) => row)
  for (const row of rows) moment.tables.of(resource).set(primaryKeyOf(resource, row), null)
  return rows.map((row) => wholeRecord(resource, row))
}
